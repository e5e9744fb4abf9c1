"""What a browser posts of a form in a page, read off its HTML."""

from __future__ import annotations

from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


class Form(HTMLParser):
    """Names and values of the controls of one form, as they stand."""

    def __init__(self, page: str, form: str) -> None:
        super().__init__()
        self.pairs: Pairs = []
        self.ids: list[str] = []
        self._form, self._in = form, False
        self._area: tuple[str, list[str]] | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "form":
            self._in = said.get("id") == self._form
        if not self._in or not said.get("name") and tag not in ("option",):
            return
        if tag == "textarea":
            self._area = (said["name"], [])
        elif tag == "select":
            self._select = (said["name"], [])
        elif tag == "option" and self._select is not None:
            self._select[1].append((said.get("value", ""), "selected" in said))
        elif tag == "input":
            box = said.get("type") in ("checkbox", "radio")
            if not box or "checked" in said:
                self.pairs.append((said["name"], said.get("value", "on" if box else "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in = False
        elif tag == "textarea" and self._area is not None:
            name, said = self._area
            text = "".join(said)
            self.pairs.append((name, text.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select is not None:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
            self.pairs.extend((name, value) for value in chosen[:1])
            self._select = None


def filled(page: str, form: str = "entry-form", **changed: str | list[str] | None) -> dict[str, list[str]]:
    """What a browser posts of a form; `changed`: what was typed otherwise, by name with `_` for `/` at the start."""
    found: dict[str, list[str]] = {}
    for name, value in Form(page, form).pairs:
        found.setdefault(name, []).append(value)
    for name, value in changed.items():
        put(found, name, value)
    return found


def put(form: dict[str, list[str]], name: str, value: str | list[str] | None) -> None:
    """Type something in a field; None is a field that is not posted."""
    if value is None:
        form.pop(name, None)
    else:
        form[name] = [value] if isinstance(value, str) else value
