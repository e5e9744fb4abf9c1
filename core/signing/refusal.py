"""Why a signature, or what it signs, is refused."""

from typing import Final, Literal

Kind = Literal[
    "unsigned", "malformed", "other type", "unknown key", "forged", "foreign", "revoked", "out of time", "altered",
    "missing", "extra", "unsafe", "other pack", "rolled back", "uncovered", "not known",
]  # fmt: skip

NAME: Final = "SIGNATURE"
"""The file of a package that holds its signature."""


class Refusal(Exception):
    """A pack that is not taken in for its signature's sake. `kind` for programs; the text is for people.

    `where`: the file; `message`: what is wrong with it; `remedy`: what would be right.
    """

    def __init__(self, kind: Kind, message: str, remedy: str, where: str = NAME) -> None:
        self.kind, self.message, self.remedy, self.where = kind, message, remedy, where
        super().__init__(f"{where}: {message} ({remedy})")


def shown(text: str) -> str:
    """A text of somebody else's, short and on one line."""
    plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    return plain if len(plain) <= 120 else f"{plain[:119]}…"
