"""What a browser posted: names with their values, and which rows there are."""

from collections.abc import Iterable, Mapping

from greenlane.web.console.forms.places import is_place


class Posted:
    """A flat form. Line ends are one kind, and nothing else is touched."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        rows: dict[str, set[int]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\r", "\n"))
            if name.endswith("#row"):
                above, _, index = name[:-4].rpartition("/")
                if is_place(index):
                    rows.setdefault(above, set()).add(int(index))
        self._rows: Mapping[str, set[int]] = rows

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def one(self, name: str) -> str:
        """The last value of a name, without spaces around it; empty where there is none."""
        return self._values[name][-1].strip() if name in self._values else ""

    def whole(self, name: str) -> str:
        """The last value of a name just as it was typed."""
        return self._values[name][-1] if name in self._values else ""

    def many(self, name: str) -> list[str]:
        """Every value of a name that is not empty."""
        return [value for value in self._values.get(name, ()) if value.strip()]

    def rows(self, above: str) -> list[int]:
        """The numbers of the rows below a pointer, in their order."""
        return sorted(self._rows.get(above, ()))

    def below(self, place: str, ending: str) -> bool:
        """Whether a name below a pointer has this ending."""
        return any(name.startswith(f"{place}/") and name.endswith(ending) for name in self._values)

    def pairs(self) -> list[tuple[str, str]]:
        """All names and values, as they were posted."""
        return [(name, value) for name, values in self._values.items() for value in values]
