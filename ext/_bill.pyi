from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

def columns(
    written: Sequence[Mapping[str, Any]],
    currency: str | None,
    rates: Mapping[str, Any] | None,
    unions: Mapping[str, str],
    multiply: Callable[[Decimal, Decimal], Decimal],
    no_chapters: frozenset[str],
) -> tuple[
    list[str],
    list[str],
    list[str | None],
    list[bool | None],
    list[Decimal | None],
    tuple[str, ...],
    frozenset[str],
    frozenset[str],
]: ...
def sift(
    originating: Sequence[bool | None],
    origins: Sequence[str | None],
    outside: frozenset[str],
    codes: Sequence[str],
    amounts: Sequence[Decimal | None],
    order: list[int],
) -> tuple[list[int], list[tuple[int, str]], list[tuple[int, str, str | None]], Decimal | None, list[int]]: ...
