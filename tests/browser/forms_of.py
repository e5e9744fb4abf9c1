"""The forms of a page as a browser has them, and how to send one: by HTTP with the browser's cookies, or by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import APIResponse, Error, Page

_READ = """() => [...document.forms].map((form, place) => ({
  place,
  action: new URL(form.getAttribute("action") || location.href, location.href).pathname,
  query: new URL(form.getAttribute("action") || location.href, location.href).search,
  method: form.method,
  upload: form.enctype === "multipart/form-data",
  fields: [...form.elements].filter((one) => one.name && !one.disabled && !["submit", "button"].includes(one.type))
    .filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked)
    .map((one) => ({name: one.name, kind: one.type, value: one.type === "file" ? "" : one.value})),
}))"""
"""Texts are what a person could type anything into; passwords are left alone: no page ever shows one."""

TEXTS = ("text", "search", "textarea", "email", "url", "tel")


_THINGS = ("rules", "people", "rule-sets", "parameters", "cases", "entries", "economies", "decisions", "keys", "jobs")


@dataclass(frozen=True)
class Form:
    """One form: `place` is its number on the page; `fields`: name, kind, value."""

    place: int
    action: str
    query: str
    method: str
    upload: bool
    fields: tuple[tuple[str, str, str], ...]

    @property
    def texts(self) -> list[str]:
        """The names of the fields that take any text."""
        return [name for name, kind, _ in self.fields if kind in TEXTS]

    @property
    def kind(self) -> tuple[Any, ...]:
        """The same for forms that are the same but for what they speak of."""
        action = re.sub(r"[0-9A-HJKMNP-TV-Z]{26}", "ID", self.action)
        action = re.sub(f"/({'|'.join(_THINGS)})/.*", r"/\1/…", action)
        return self.method, action, tuple(sorted({re.sub("[0-9]+", "0", name) for name in self.texts}))

    def filled(self, values: dict[str, str]) -> list[tuple[str, str]]:
        """What is sent when these texts are typed, all else left as it is."""
        return [(name, values.get(name, value)) for name, kind, value in self.fields if kind != "file"]


def forms_of(page: Page) -> list[Form]:
    """The forms of the page that a browser shows."""
    return [
        Form(one["place"], one["action"], one["query"], one["method"], one["upload"],
             tuple((field["name"], field["kind"], field["value"]) for field in one["fields"]))  # fmt: skip
        for one in asked(page, _READ)
    ]


def sent(page: Page, form: Form, values: dict[str, str]) -> APIResponse:
    """The answer to a form that is sent with these texts; where it leads to is followed."""
    body = urlencode(form.filled(values))
    if form.method == "get":
        return page.request.get(f"{form.action}?{body}")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url}
    return page.request.post(form.action + form.query, data=body, headers=headers)


_TYPE = """([place, values]) => {
  const form = document.forms[place];
  form.noValidate = true;
  const typed = [...form.elements].filter((one) => !["checkbox", "radio", "hidden", "file"].includes(one.type));
  for (const [name, value] of Object.entries(values)) {
    for (const field of typed.filter((one) => one.name === name)) {
      field.removeAttribute("maxlength");
      field.value = value;
      field.dispatchEvent(new Event("input", {bubbles: true}));
      field.dispatchEvent(new Event("change", {bubbles: true}));
    }
  }
}"""


def typed(page: Page, form: Form, values: dict[str, str]) -> None:
    """Type these texts and send the form, as the browser does it: by scripts where the page has them."""
    page.evaluate(_TYPE, [form.place, values])
    page.wait_for_timeout(300)  # pages that answer while one types do it now
    asked(page, "(place) => { document.forms[place] && document.forms[place].requestSubmit(); }", form.place)
    page.wait_for_timeout(150)
    page.wait_for_load_state()


def asked(page: Page, script: str, argument: Any = None) -> Any:
    """What a script says on the page, or on the one that it is on its way to."""
    for _ in range(50):
        try:
            return page.evaluate(script, argument)
        except Error as error:
            if "destroyed" not in str(error):
                raise
            page.wait_for_timeout(100)
            page.wait_for_load_state()
    raise AssertionError(f"{page.url} leads on and on")
