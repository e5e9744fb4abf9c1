"""Run as a program beside a server: `publisher.py URL`. Each line it is sent, it publishes another edition.

An edition says its own number in the title of Thailand's ban. Prints, for each: the number, the digest, and the
monotonic clock (which all processes of a host share) once it was published.
"""

from __future__ import annotations

import json
import sys
import time

from greenlane.core.ruleset import canonical, digest
from greenlane.core.store import open_store

RULE = "TH-PLASTIC-BAN"


def main() -> None:
    store = open_store(sys.argv[1])
    header = store.in_force()
    assert header is not None
    documents = json.loads(store.content(header.version))
    (rule,) = [one for one in documents["TH"]["rules"] if one["id"] == RULE]
    for _ in sys.stdin:
        number = len(store.rule_sets()) + 1
        rule["title"] = {"en": f"edition {number}"}
        content = canonical(documents)
        published = store.publish(content, digest(content), reason=f"edition {number}", by="publisher")
        print(json.dumps([published, digest(content), time.monotonic()]), flush=True)
    store.close()


if __name__ == "__main__":
    main()
