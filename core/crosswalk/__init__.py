"""A crosswalk of waste: what several lists call one kind of goods, and which of them counts between two economies."""

from greenlane.core.crosswalk.model import Crosswalk

__all__ = ["Crosswalk"]
