"""Problems (RFC 9457): whatever is not the answer that was asked for, over HTTP and on the command line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from greenlane.core.declaration import Fault, NotADeclaration, NotJSON
from greenlane.core.origin.statement import NothingQualifies
from greenlane.core.rights import Forbidden
from greenlane.core.service import InFlight, KeyReused
from greenlane.core.service.erasure import Erased
from greenlane.core.service.jobs import BadRequest
from greenlane.core.service.people_errors import (
    Contradicts,
    LockedOut,
    NoSuch,
    Refused,
    SecondFactorWanted,
    SignInFailed,
)
from greenlane.core.store import StoreError

MEDIA_TYPE: Final = "application/problem+json"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. Its address, `/problems/` and its name, is also its `type`, and leads to `help`."""

    name: str
    status: int
    title: str
    help: str

    @property
    def type(self) -> str:
        """The relative URI that names it."""
        return f"/problems/{self.name}"


_ALL: Final = (
    Kind("bad-request", 400, "The request cannot be read",
         "Its head or its body broke off, or is not HTTP as it should be. Nothing was done; send it again."),
    Kind("not-json", 400, "Not JSON",
         "The body is not one JSON text in UTF-8: the detail says where it stops being one. Names that stand twice in "
         "an object, NaN, a byte-order mark and nesting deeper than 64 are refused too."),
    Kind("not-csv", 400, "Not CSV",
         "The body is not CSV as RFC 4180 means it, in UTF-8, separated by commas; `line` says where. Nothing of the "
         "file was checked."),
    Kind("empty", 400, "Nothing was sent",
         "A bulk request holds no declaration."),
    Kind("bad-parameter", 400, "A parameter is wrong",
         "Each entry of `errors` names a parameter of the address that is unknown, repeated or not of its form."),
    Kind("bad-idempotency-key", 400, "The Idempotency-Key is wrong",
         "It has 1 to 255 visible ASCII characters, and is taken by a single check only."),
    Kind("unauthorized", 401, "Who asks is not known",
         "It takes an API key, `Authorization: Bearer gl_…`, or a session that has not ended. Name and password at "
         "sign-in are said to be wrong together: which of them it is stays untold."),
    Kind("second-factor", 401, "A second factor is wanted",
         "Name and password are right, and this name signs in with a second factor: send `code` too, the six digits "
         "that the app shows now or a recovery code. Each works once, and wrong ones count as wrong passwords do."),
    Kind("forbidden", 403, "Not theirs to do",
         "Who asks is known, and has no role that may do this, in each economy that it concerns. It has been noted in "
         "the change log. Keys can do less than their owner."),
    Kind("bad-csrf", 403, "The header of a session is missing",
         "A request by a session's cookie that changes something carries `X-Greenlane-CSRF`, with the value that "
         "`POST /api/v1/sessions` and `GET /api/v1/me` tell. Keys need none."),
    Kind("not-private", 403, "Others could read the password",
         "Passwords are taken over TLS, or on the machine itself, and not otherwise."),
    Kind("not-found", 404, "Not found", "Nothing has this address, or nobody may know of it."),
    Kind("method-not-allowed", 405, "This method does nothing here", "`Allow` names those that do."),
    Kind("in-flight", 409, "The same request is being answered",
         "A request with this Idempotency-Key is being worked on. Wait as `Retry-After` says, then repeat it."),
    Kind("erased", 410, "The declaration was erased",
         "The decision stands: `left` has its verdict, the rules it was found by and its dates. What was declared is "
         "gone, but for a salted digest."),
    Kind("conflict", 409, "It contradicts what there is",
         "What was asked for does not go together with what stands; `detail` says with what. Nothing was done."),
    Kind("nothing-qualifies", 409, "No item qualifies",
         "There is nothing to sign: `statuses` says of each item how it stands under the agreement, and why."),
    Kind("not-approved", 409, "No approval covers it",
         "An approval is one person's word on exactly what another one submitted: its digest. `detail` says what of "
         "that is wanting. Whoever edited or submitted a draft cannot approve it."),
    Kind("precondition-failed", 412, "It was changed meanwhile",
         "`If-Match` names a version that is no longer the newest. Nothing was done: read it again, and decide anew."),
    Kind("too-large", 413, "Too large",
         "A declaration has at most 8 MiB; larger things go in parts, or in bulk."),
    Kind("unsupported-media-type", 415, "Another media type is wanted",
         "`Content-Type` is not one of those that are taken here, in UTF-8 and without `Content-Encoding`."),
    Kind("not-a-declaration", 422, "Not a declaration",
         "It is JSON, and something in it is wrong. `errors` holds every fault: `pointer` leads to the field, "
         "`message` says what is wanted, `suggestion`, where there is one, would be taken. Nothing was stored."),
    Kind("bad-columns", 422, "The header cannot be used",
         "Each entry of `errors` names a column that is unknown, repeated or wanting. Nothing was checked."),
    Kind("key-reused", 422, "The Idempotency-Key was used before",
         "The same key came with another body. Take a new key for a new declaration."),
    Kind("too-many-requests", 429, "Too many requests",
         "More came from this key, this session or this address than a minute allows (GREENLANE_RATE_PER_MINUTE). "
         "Nothing was done; `Retry-After` says when the next one is taken."),
    Kind("refused", 422, "It cannot be taken as it is",
         "Each entry of `errors` says what is wrong and where: `pointer` leads to the field, `suggestion`, where there "
         "is one, would be taken. Nothing was done."),
    Kind("unproven", 422, "It has not been proved",
         "Each entry of `errors` says what is wanting: a fault, a remark of the linter, a case that fails. What does "
         "not block can be accepted: send its `key` with a reason in `accepted`."),
    Kind("precondition-required", 428, "Say which version is meant",
         "A change is sent with `If-Match` and the `ETag` that was read, so that nobody's work is overwritten unseen."),
    Kind("locked-out", 429, "Sign-in by this name is closed",
         "It failed too often. Wait as `Retry-After` says; until then the right password opens nothing either."),
    Kind("internal", 500, "A mistake of ours", "It has been logged. Nothing in the request should cause this."),
    Kind("unavailable", 503, "Not available just now",
         "The store or the rule set cannot be reached. Nothing was acknowledged; repeat it as `Retry-After` says, best "
         "with an Idempotency-Key."),
    Kind("not-ready", 503, "Not ready", "The database or the rule set is missing; `checks` says which."),
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _ALL}
BY_STATUS: Final = {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "too-large"}


class Problem(Exception):
    """Ends a request with a problem. `more`: members besides those of every problem."""

    def __init__(
        self,
        name: str,
        detail: str = "",
        errors: Iterable[Fault | Json] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = KINDS[name]
        self.headers = dict(headers or {})
        self.document: Json = {
            "type": self.kind.type,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": detail or self.kind.help,
            **(more or {}),
        }
        listed = [_entry(error) for error in errors]
        if listed:
            self.document["errors"] = listed


def _entry(error: Fault | Json) -> Json:
    if isinstance(error, dict):
        return error
    entry: Json = {"pointer": error.pointer, "code": error.code, "message": error.message}
    if error.suggestion is not None:
        entry["suggestion"] = error.suggestion
    return entry


def problem(error: Exception) -> Problem:
    """The problem that an error of ours makes; what the store said of itself is for the log, not for a client."""
    match error:
        case Problem():
            return error
        case NotJSON():
            said = str(error)
            return Problem("not-json", f"{said[:1].upper()}{said[1:]}.")
        case NotADeclaration():
            count = len(error.faults)
            said = "One fault was found." if count == 1 else f"{count} faults were found."
            return Problem("not-a-declaration", said, error.faults)
        case KeyReused():
            return Problem("key-reused")
        case InFlight():
            return Problem("in-flight", headers={"Retry-After": "1"})
        case Erased():
            return Problem("erased", more={"decision_id": error.decision_id, "left": error.left})
        case NothingQualifies():
            said = str(error)
            return Problem("nothing-qualifies", f"{said[:1].upper()}{said[1:]}.", more={"statuses": error.items})
        case Forbidden():
            return Problem("forbidden", f"{error}.")
        case SignInFailed():
            return Problem("unauthorized", str(error), headers={"WWW-Authenticate": 'Bearer realm="greenlane"'})
        case SecondFactorWanted():
            return Problem("second-factor", str(error), headers={"WWW-Authenticate": 'Bearer realm="greenlane"'})
        case LockedOut():
            return Problem("locked-out", str(error), headers={"Retry-After": str(error.seconds)})
        case NoSuch():
            return Problem("not-found", str(error))
        case Contradicts():
            return Problem("conflict", str(error))
        case BadRequest():
            return Problem("refused", f"{error}.")
        case Refused():
            return Problem("refused", errors=error.faults)
        case StoreError():
            return Problem("unavailable", headers={"Retry-After": "5"})
        case _:
            return Problem("internal")


def problem_of(error: Exception) -> Json:
    """The problem document of an error."""
    return problem(error).document
