from collections.abc import Mapping
from decimal import Decimal
from typing import Any

SECTIONS: tuple[str, ...]
MAGIC: int

def hashed(key: int) -> int: ...
def number_key(value: object) -> int: ...

class Matcher:
    def __init__(self, image: Any) -> None: ...
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
