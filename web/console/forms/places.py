"""Steps of a pointer as they come from a browser."""

from greenlane.core.digits import is_number


def is_place(step: str) -> bool:
    """Whether a step is a place in a list: up to five plain digits, so that `int` takes it."""
    return is_number(step, 5)


def plain(step: str) -> str:
    """A step of a JSON pointer as the key it stands for (RFC 6901)."""
    return step.replace("~1", "/").replace("~0", "~")
