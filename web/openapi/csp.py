"""The route to which browsers report what a page was refused."""

from typing import Final

from greenlane.web.openapi.schemas import Json

_REFUSED: Final = {
    "document-uri": "https://customs.example/console/rules",
    "effective-directive": "script-src-elem",
    "blocked-uri": "inline",
}
_REFUSED_TOO: Final = {
    "documentURL": "https://customs.example/console/rules",
    "effectiveDirective": "img-src",
    "blockedURL": "https://elsewhere.example/pixel.gif",
}

OPERATIONS: Final[dict[tuple[str, str], Json]] = {
    ("post", "/csp-reports"): {
        "operationId": "reportCsp",
        "summary": "Report what a page was refused",
        "description": "Sent by browsers. Reports are counted by directive, by what was blocked (without query) and by "
        "the route of the page; anything else of them is forgotten, and what is no such report is not counted.",
        "requestBody": {
            "required": True,
            "content": {
                "application/csp-report": {"schema": {}, "example": {"csp-report": _REFUSED}},
                "application/reports+json": {
                    "schema": {},  # any JSON is taken, and what is no report is not counted
                    "example": [{"type": "csp-violation", "body": _REFUSED_TOO}],
                },
            },
        },
        "status": 204,
        "ok": {"description": "Taken."},
        "problems": ["bad-request", "not-json", "bad-parameter", "too-large", "unsupported-media-type"],
    },
}
