"""Which of two versions is the older one."""

import re


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Orders versions as people read them: 1.9 before 1.10; what is no number, by its letters."""
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.split(r"[.+-]", version))
