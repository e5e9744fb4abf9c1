"""A text being read from left to right, and what is said of it where it goes wrong."""

import re
from difflib import get_close_matches
from typing import Final, NoReturn

HINTS: Final = {
    "ctc": "CTC names no level; write CC (2 digits), CTH (4) or CTSH (6)",
    "excluding": 'write "except from"',
    "outside": 'write "except from" after the change',
    "from": 'for codes left out write "except from"',
    "plus": 'write "and"',
    "with": 'after a change, "with same heading up to 20%" may follow; further conditions are joined with "and"',
    ",": 'a comma stands between codes, or before "or" and "and"',
    ";": 'a semicolon stands before "or" and "and"',
    "%": "the percentage comes after the test, as in RVC40",
}
"""What is right instead of what is often written."""
DASHES: Final = "‐‑‒–—−"
_SEEN: Final = re.compile(r"[A-Za-z0-9_.]+|.", re.DOTALL)


class RuleError(ValueError):
    """A text is no rule, or no span. `place`: the offset in it, in characters from 0, of what is wrong."""

    def __init__(self, text: str, place: int, said: str) -> None:
        self.place = place
        super().__init__(f'at character {place + 1} of "{cut(text, 120)}": {said}')


def pattern(expression: str) -> re.Pattern[str]:
    """A space is any number of spaces, at least one; "~" is the end of a word, which goes on with nothing longer."""
    return re.compile(expression.replace(" ", r"\s+").replace("~", r"(?![a-z0-9_])"), re.IGNORECASE | re.ASCII)


def cut(text: str, most: int = 40) -> str:
    """The text, or so much of its beginning as an error shows; what prints as nothing is escaped."""
    short = text if len(text) <= most else f"{text[: most - 1]}…"
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in short)


class Scanner:
    """A text, and how far it was read. `at` never stands on a space. `opened`: places of open parentheses."""

    def __init__(self, written: str) -> None:
        self.written = written
        # One character for one, so that places stay: every space and every dash of print is the plain one.
        self.text = "".join(" " if one.isspace() else "-" if one in DASHES else one for one in written)
        self.at = 0
        self.opened: list[int] = []
        self._skip()

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def sees(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        """What stands here if it is of the pattern."""
        return wanted.match(self.text, self.at)

    def take(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        """As `sees`; the scanner stands behind it then."""
        if found := self.sees(wanted):
            self.at = found.end()
            self._skip()
        return found

    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.at == len(self.text)

    def wrong(self, place: int, said: str) -> NoReturn:
        """Raises RuleError."""
        raise RuleError(self.written, place, said)

    def fail(self, wanted: str, words: tuple[str, ...] = ()) -> NoReturn:
        """Something else than `wanted` stands here: perhaps one of `words`, misspelt. Raises RuleError."""
        seen = self.sees(_SEEN)
        if seen is None:
            self.wrong(self.at, f"found the end, expected {wanted}")
        found = seen[0]
        hint = _near(found, words) or (HINTS.get(found.lower(), "") if words else "")
        if found == ")" and not self.opened:
            hint = 'no "(" opens it'
        self.wrong(self.at, f'found "{cut(found)}", expected {wanted}' + (f"; {hint}" if hint else ""))


def _near(found: str, words: tuple[str, ...]) -> str:
    letters = found.rstrip("0123456789.").lower()
    if letters in HINTS or letters in ("and", "or"):
        return ""
    # A word of many is known by its first.
    by_word = {word.split()[0].lower(): word for word in reversed(words)}
    near = get_close_matches(letters[:40], by_word, 1, 0.6)
    return f"did you mean {by_word[near[0]]}?" if near else ""
