"""What was refused of a password, a code or a key, said at the field of the form where it was typed."""

from collections.abc import Iterator
from contextlib import contextmanager

from greenlane.core.service.people import (
    Contradicts,
    LockedOut,
    Refused,
    SecondFactorWanted,
    SecondFactorWrong,
    SignInFailed,
)

SAME = "This is not what stands in the field above. Type the same password twice."
Errors = dict[str, str]


def by_pointer(refused: Refused) -> Errors:
    """The first fault of each field, by its pointer. What lies within a field is said at the field."""
    found: Errors = {}
    for fault in refused.faults:
        found.setdefault("/" + fault.pointer.strip("/").partition("/")[0], fault.message)
    return found


@contextmanager
def at_fields(errors: Errors) -> Iterator[None]:
    """Gather what is refused in the block: wrong passwords at `current_password`, codes at `second_factor`."""
    try:
        yield
    except Refused as refused:
        for pointer, message in by_pointer(refused).items():
            errors["/second_factor" if pointer == "/code" else pointer] = message
    except SecondFactorWrong as wrong:
        errors["/second_factor"] = str(wrong)
    except SecondFactorWanted:
        errors["/second_factor"] = "Give the code that your app shows too, or a recovery code."
    except SignInFailed:
        errors["/current_password"] = "This is not your password."
    except (LockedOut, Contradicts) as error:
        errors["/"] = str(error)
