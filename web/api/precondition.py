"""`If-Match`: a change names the version that was read, so that nobody's work is overwritten unseen."""

import re
from collections.abc import Mapping
from typing import Any, Final

from greenlane.core.digits import is_number
from greenlane.core.service.drafts import Draft, Drafts, Stale
from greenlane.web.problems import Problem

_TAG: Final = re.compile(r'"([!#-~]{1,100})"')


def named(environ: Mapping[str, Any]) -> str:
    """The version that the request was made for. Raises Problem (428), also for `*`: that is no version."""
    sent = environ.get("HTTP_IF_MATCH")
    if sent is None:
        raise Problem("precondition-required")
    found = _TAG.fullmatch(sent.strip())
    if found is None:
        said = 'If-Match names one version, in quotation marks, as its ETag did: If-Match: "3-open-0123456789ab".'
        raise Problem("precondition-required", said)
    return found[1]


def matching(drafts: Drafts, draft: Draft, version: str) -> None:
    """Return if that is the draft's version. Raises Stale with what was done since."""
    if version == draft.etag:
        return
    sent = version.partition("-")[0]
    known = is_number(sent, 9) and int(sent) <= draft.header.revision
    raise Stale(draft, drafts.edits(draft.id, int(sent) if known else 0))
