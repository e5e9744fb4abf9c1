"""May they? The table of rights asked, and a refusal written in the change log."""

from collections.abc import Iterable

from greenlane.core.rights import Actor, Forbidden
from greenlane.core.store import Store, StoreUnavailable
from greenlane.core.store.change_log import Entry


def demand(store: Store, actor: Actor, action: str, economies: Iterable[str] = (), subject: str = "") -> None:
    """Return if the actor may do this in each of the economies (in any, where none is named).

    Raises Forbidden, after noting in the change log who tried what.
    """
    economies = sorted(economies)
    if actor.may(action, economies):
        return
    refused = Forbidden(actor, action, economies)
    entry = Entry(actor.name, actor.via, "denied", subject or action, str(refused), economies)
    try:
        store.change_log.add(entry)
    except StoreUnavailable:  # they are refused all the same
        pass
    raise refused
