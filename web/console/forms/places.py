"""Steps of a pointer as they come from a browser."""


def is_place(step: str) -> bool:
    """Whether a step is a place in a list: up to five plain digits, so that `int` takes it."""
    return step.isascii() and step.isdigit() and len(step) < 6


def plain(step: str) -> str:
    """A step of a JSON pointer as the key it stands for (RFC 6901)."""
    return step.replace("~1", "/").replace("~0", "~")
