// Keys, focus and failures. Everything else is HTML; without this file every page works all the same.
"use strict";
(() => {
  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");
  let waitsForPlace = false;

  const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a"));
  const move = (step) => {
    const all = rows();
    const now = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
    if (next) next.querySelector("a").focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = document.activeElement || document.body;
    if (event.key === "Escape" && typing(at)) { at.blur(); return; }
    if (typing(at) || at.closest("dialog")) return;
    if (waitsForPlace) {
      waitsForPlace = false;
      const link = [...document.querySelectorAll("a[data-key]")].find((one) => one.dataset.key === event.key);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (event.key === "g" && document.querySelector("a[data-key]")) { waitsForPlace = true; setTimeout(() => { waitsForPlace = false; }, 1500); }
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "/") {
      const field = document.querySelector("[data-search]");
      event.preventDefault();
      if (field) { field.focus(); field.select(); } else if (document.body.classList.contains("console")) location.href = "/console/rules#search-q";
    } else if (event.key === "?") {
      const list = document.getElementById("keys");
      if (list && !list.open) { event.preventDefault(); list.showModal(); }
    }
  });

  // The menu is open where there is room for it, and folded up where there is not.
  const drawer = document.querySelector("[data-drawer]");
  const wide = matchMedia("(min-width: 64rem)");
  const fold = () => { if (drawer) drawer.open = wide.matches; };
  fold();
  wide.addEventListener("change", fold);
  document.querySelectorAll(":target").forEach((element) => { if (typing(element)) element.focus(); });

  // Focus is never lost: what was in focus is found again by its id, else the swapped part takes it.
  let focused = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const at = document.activeElement;
    focused = at && at !== document.body ? at.id || at.name || "" : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const at = document.activeElement;
    if (focused === null || (at && at !== document.body)) return;
    const again = focused && (document.getElementById(focused) || document.getElementsByName(focused)[0]);
    const part = again || document.getElementById(event.detail.target.id) || document.getElementById("content");
    if (!part.hasAttribute("tabindex") && !part.matches("a, button, input, select, textarea, summary")) part.tabIndex = -1;
    part.focus({ preventScroll: true });
    focused = null;
  });

  const say = (text) => {
    const place = document.getElementById("alert");
    if (!place) return;
    place.textContent = "";
    const said = document.createElement("p");
    said.className = "error";
    said.textContent = text;
    place.append(said);
  };
  document.addEventListener("htmx:sendError", () => say(document.body.dataset.unreachable || "The server cannot be reached. What you typed is still here."));
  document.addEventListener("htmx:beforeRequest", () => { const place = document.getElementById("alert"); if (place) place.textContent = ""; });

  // Printing opens what is folded up.
  addEventListener("beforeprint", () => document.querySelectorAll("main details:not(.confirm)").forEach((one) => { one.open = true; }));
})();
