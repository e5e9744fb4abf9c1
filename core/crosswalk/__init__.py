"""A crosswalk of waste: one stream of goods, and what several lists call it; which list counts goes by pair of economies."""

from greenlane.core.crosswalk.model import Crosswalk

__all__ = ["Crosswalk"]
