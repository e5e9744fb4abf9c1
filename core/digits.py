"""Digits as they come from outside: `str.isdigit` also takes those that `int` refuses, and any number of them."""


def is_number(text: str, most: int) -> bool:
    """Whether a text is a plain number of one to `most` digits, so that `int` takes it."""
    return text.isascii() and text.isdigit() and len(text) <= most


def is_code(text: str) -> bool:
    """Whether a text is a commodity code without its dots: 2 to 12 digits."""
    return len(text) >= 2 and is_number(text, 12)
