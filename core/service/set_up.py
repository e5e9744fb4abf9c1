"""The first account by a link: made at each start while there is nobody, shown once, kept as a hash."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from greenlane.core.rights import SYSTEM
from greenlane.core.service.accounts import NO_LINK, Accounts, token_hash
from greenlane.core.service.grants import ADMIN
from greenlane.core.service.people_errors import NoSuch
from greenlane.core.store import Store
from greenlane.core.store.change_log import Entry
from greenlane.core.store.people_rows import User

HOLDS_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SetUpLink:
    """A link that was made: its token, which is not kept, and until when it holds."""

    token: str = field(repr=False)
    until: datetime


class SetUp:
    """The use cases of the first start. All raise StoreUnavailable."""

    def __init__(self, store: Store, people: Accounts) -> None:
        """`people`: where the first account is made."""
        self._store = store
        self._people = people

    def begin(self) -> SetUpLink | None:
        """Make a link, which voids those before; None where there is an account."""
        token = secrets.token_urlsafe(32)
        with self._store.people.founding() as changing:
            if not changing.nobody():
                return None
            until = changing.now + HOLDS_FOR
            changing.links.replace(token_hash(token), until)
            detail = {"until": until.isoformat()}
            changing.log(Entry(SYSTEM.name, "command", "set_up.link_made", "set_up", detail=detail))
        return SetUpLink(token, until)

    def holds(self, token: str) -> datetime:
        """Until when a link holds. Raises NoSuch."""
        found = self._store.people.set_up_link(token_hash(token))
        if found is None or not self._people.nobody():
            raise NoSuch(NO_LINK)
        return found

    def use(self, token: str, name: str, password: str) -> User:
        """Make the first account, an admin in every economy, and use the link up, both or neither.

        Raises Refused, NoSuch, Contradicts.
        """
        self.holds(token)  # else whoever guesses would make this machine hash passwords
        return self._people.add_user(None, name, password=password, grants=[ADMIN], link=token)
