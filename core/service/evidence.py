"""What a person looks at before they submit or approve a draft: its cases with what they cover, and its probes."""

from greenlane.core.draft.entries import join
from greenlane.core.proof.cases import Proof, run
from greenlane.core.proof.probes import Probe
from greenlane.core.proof.probes import probes as probed
from greenlane.core.service.drafts import Draft, Drafts
from greenlane.core.service.nomenclatures import Nomenclatures


def cases(drafts: Drafts, draft: Draft) -> Proof:
    """The cases of the economies that a draft touches, run against it. Raises Refused where it makes no rule set."""
    services = drafts.book.plugins.services
    return run(drafts.ruleset(draft), join(draft.entries), draft.economies, services=services)


def probes(drafts: Drafts, draft: Draft) -> list[Probe]:
    """Examples on both sides of each threshold that a draft moves in its base, by both rule sets.

    Raises Refused where it makes no rule set, StoreUnavailable.
    """
    before, after = drafts.book.numbered(draft.base).ruleset, drafts.ruleset(draft)
    codes = Nomenclatures(drafts.store).codes()
    return probed(before, after, nomenclatures=codes, services=drafts.book.plugins.services)
