"""The parts of a process put together: settings, plugins, store, rules, use cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from greenlane.core.service import Catalogue, Checks, Plugins, RuleBook
from greenlane.core.service.csp import CspReports
from greenlane.core.service.drafts import Drafts
from greenlane.core.service.erasure import retention
from greenlane.core.service.goods import Goods
from greenlane.core.service.impact_job import impact
from greenlane.core.service.insight import Insight
from greenlane.core.service.jobs import Jobs
from greenlane.core.service.nomenclatures import Nomenclatures
from greenlane.core.service.people import People
from greenlane.core.service.publishing import Publishing
from greenlane.core.service.rehearsal import Rehearsals
from greenlane.core.service.rule_cases import RuleCases
from greenlane.core.service.rulebook_search import RuleSearch
from greenlane.core.service.set_up import SetUp
from greenlane.core.service.suspensions import Suspensions
from greenlane.core.service.trial import Trials
from greenlane.core.service.unsaved import UnsavedWork
from greenlane.core.settings import BadSetting, Settings, masked
from greenlane.core.signing import keyring
from greenlane.core.store import Store, open_store
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.plugins.discovery import ours
from greenlane.plugins.host import Host
from greenlane.plugins.seal import Ledger, Seals
from greenlane.plugins.services import PluginServices


@dataclass(frozen=True, slots=True)
class Desk:
    """What the doors of a process, HTTP and command line, work with. One a process; threads share it."""

    settings: Settings
    host: Host
    store: Store
    book: RuleBook
    checks: Checks
    catalogue: Catalogue
    publishing: Publishing
    drafts: Drafts
    jobs: Jobs
    people: People
    set_up: SetUp
    unsaved: UnsavedWork
    csp: CspReports
    trials: Trials
    goods: Goods
    insight: Insight
    suspensions: Suspensions
    rules: RuleSearch
    rule_cases: RuleCases
    nomenclatures: Nomenclatures
    rehearsals: Rehearsals

    @property
    def store_name(self) -> str:
        """The database's address without its password."""
        return masked(self.settings.database_url)


def wire(settings: Settings, *, upgrade: bool = False) -> Desk:
    """Open the store and load the plugins. Nothing is published; nor migrated, unless `upgrade` says so.

    Raises BadSetting for an economy left out that is none of ours, ValueError for a database address that cannot be
    used, UnsafeDatabase and StoreUnavailable.
    """
    _known(settings.without)  # before there is a store to be closed
    store = open_store(settings.database_url)
    try:
        if upgrade and not store.is_current():  # before it is asked which signed packs were taken in
            store.upgrade()
        return desk(settings, store, load_plugins(settings, store.accepted_packs))
    except BaseException:
        store.close()
        raise


def load_plugins(settings: Settings, ledger: Ledger | None = None) -> Host:
    """The plugins of the settings. Raises BadSetting for an economy left out that is none of ours.

    `ledger`: what was taken in of signed packs before; None: nothing is known of it.
    """
    _known(settings.without)
    documents = shared_documents()
    return Host.load(
        shared_facts(),
        lambda code: is_document(code, documents),
        named=settings.plugins,
        deadline=settings.deadline_seconds,
        kept=settings.data_dir / "packs",
        without=settings.without,
        seals=Seals(keyring.read(settings.trusted_keys), settings.unsigned, ledger),
        memory=settings.plugin_memory_mb,
    )


def _known(without: Sequence[str]) -> None:
    known = ours() if without else []
    for code in without:
        if code not in known:
            raise BadSetting(f"GREENLANE_WITHOUT names {code}: Greenlane's own economies are {', '.join(known)}")


def desk(settings: Settings, store: Store, host: Host) -> Desk:
    """The desk over a store and plugins that are open already."""
    packs = {one.economy: one.document for one in host.plugins.values() if one.document is not None}
    plugins = Plugins(packs, host.failed, host.versions, PluginServices(host), host.packs, host.refused)
    book = RuleBook(store, plugins, settings.data_dir / "images")
    publishing = Publishing(book)
    nomenclatures = Nomenclatures(store)
    drafts = Drafts(book, publishing, nomenclatures.codes)
    people = People(store)
    jobs = Jobs(store)
    jobs.register("impact", impact(drafts))
    jobs.register("retention", retention(store, settings.retention_days))
    return Desk(
        settings=settings,
        host=host,
        store=store,
        book=book,
        checks=Checks(book),
        catalogue=Catalogue(book),
        jobs=jobs,
        people=people,
        set_up=SetUp(store, people),
        unsaved=UnsavedWork(store),
        csp=CspReports(store),
        publishing=publishing,
        drafts=drafts,
        trials=Trials(book, drafts),
        goods=Goods(book, Nomenclatures(store), host.texts),
        insight=Insight(store),
        suspensions=Suspensions(store, host.boundary, host.recorded),
        rules=RuleSearch(book),
        rule_cases=RuleCases(book),
        nomenclatures=nomenclatures,
        rehearsals=Rehearsals(lambda: book.plugins.services, nomenclatures.codes),
    )
