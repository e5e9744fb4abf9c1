"""The routes of jobs."""

from typing import Final

from greenlane.web.openapi.schemas import Json

OPERATIONS: Final[dict[tuple[str, str], Json]] = {}
