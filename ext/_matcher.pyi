from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

SECTIONS: tuple[str, ...]
MAGIC: int

def index(postings: dict[int, list[int]]) -> tuple[bytes, bytes, bytes]: ...
def number_key(value: object, shift: int = 0) -> int: ...
def ordinal_of(day: str) -> int: ...
def plain_words_of(description: str) -> str | None: ...

class Matcher:
    def __init__(self, image: Any, canonical: Callable[[str], str] = ...) -> None: ...
    def __len__(self) -> int: ...
    def check(
        self,
        economy: str,
        flow: str,
        day: int,
        code: str,
        regime: str,
        origin: str | None,
        partner: str | None,
        text: str,
        quantity: tuple[Decimal | int | str, str] | None,
        facts: Mapping[str, Any],
        documents: Mapping[str, tuple[int | None, ...]],
    ) -> list[tuple[int, int, int, int, int, bytes]]: ...
    def check_item(
        self,
        economy: str,
        flow: str,
        day: int,
        code: str,
        regime: str,
        partner: str | None,
        item: Mapping[str, Any],
    ) -> list[tuple[int, int, int, int, int, bytes]]: ...
    def columns(self, rows: int) -> Columns: ...
    def check_columns(self, asks: Columns, start: int = 0, stop: int = -1) -> tuple[bytes, bytes, bytes, bytes]: ...

class Columns:
    def __len__(self) -> int: ...
    def append(
        self,
        economy: str,
        flow: str,
        day: int,
        code: str,
        regime: str,
        origin: str | None,
        partner: str | None,
        text: str,
        quantity: tuple[Decimal | int | str, str] | None,
        facts: Mapping[str, Any],
        documents: Mapping[str, tuple[int | None, ...]],
    ) -> None: ...
