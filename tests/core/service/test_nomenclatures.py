"""Importing a nomenclature: who may, what a file must be, and what lint is then given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.core.rights import EVERY, Actor, Forbidden, Grant
from greenlane.core.service.nomenclatures import Nomenclatures, NotANomenclature, parse
from greenlane.core.store import Store, open_store

HS = b"code,text\n39,Plastics\n3915,Waste of plastics\n391510,Waste of ethylene polymers\n"
SOURCE = "UN Statistics, read 2026-11-22"


def actor(role: str, economy: str = EVERY) -> Actor:
    return Actor("minh", frozenset({Grant(role, economy)}))


EDITOR = actor("editor")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/greenlane.db")
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def service(store: Store) -> Nomenclatures:
    return Nomenclatures(store)


def test_an_import_says_what_it_did_and_is_in_the_change_log(service: Nomenclatures, store: Store) -> None:
    first = service.import_csv(EDITOR, "HS", HS, source=SOURCE, reason="HS 2022")
    second = service.import_csv(EDITOR, "HS", b"code,text\n40,Rubber\n", source=SOURCE)

    assert (first.codes, first.skipped, first.replaced) == (3, (), None)
    assert second.replaced is not None and second.replaced.codes == 3
    newest, oldest = store.change_log.read()
    assert (oldest.actor, oldest.action, oldest.subject) == ("minh", "nomenclature.imported", "nomenclature:HS")
    assert (oldest.reason, oldest.detail) == ("HS 2022", {"source": SOURCE, "codes": 3, "codes before": None})
    assert newest.detail == {"source": SOURCE, "codes": 1, "codes before": 3}


def test_lint_is_given_every_list_as_it_is_now(service: Nomenclatures, store: Store) -> None:
    assert service.codes() == {}
    service.import_csv(EDITOR, "HS", HS, source=SOURCE)
    service.import_csv(EDITOR, "TH", b"code,text\n39151010,PE\n", source=SOURCE)
    assert service.codes() == {"HS": {"39", "3915", "391510"}, "TH": {"39151010"}}

    # By another process:
    Nomenclatures(store).import_csv(EDITOR, "TH", b"code,text\n39151090,other\n", source=SOURCE)

    assert service.codes()["TH"] == {"39151090"}


def test_a_list_that_did_not_change_is_read_once(
    service: Nomenclatures, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.import_csv(EDITOR, "HS", HS, source=SOURCE)
    first = service.codes()["HS"]
    monkeypatch.setattr(store.nomenclatures, "codes", lambda name: pytest.fail(f"{name} is read again"))

    assert service.codes()["HS"] is first


def test_every_beginning_of_a_code_is_known(service: Nomenclatures) -> None:
    assert service.beginnings("HS") == frozenset()
    service.import_csv(actor("admin"), "HS", b"code,text\n3915.10,Waste\n", source="wco, read 2026-11-22")
    assert service.beginnings("HS") == {"39", "391", "3915", "39151", "391510"}
    service.import_csv(actor("admin"), "HS", b"code,text\n0808,Pears\n", source="wco, read 2026-11-22")
    assert service.beginnings("HS") == {"08", "080", "0808"}


def test_a_code_is_called_by_the_nearest_name_there_is(service: Nomenclatures) -> None:
    service.import_csv(EDITOR, "HS", HS, source=SOURCE)

    assert service.text("391510") == "Waste of ethylene polymers"
    assert service.text("39152010") == "Waste of plastics"
    assert service.text("7204") is None
    assert service.text("391510", "TH") is None


@pytest.mark.parametrize(
    ("who", "name", "may"),
    [
        (actor("editor", "TH"), "TH", True),
        (actor("editor", "TH"), "VN", False),
        # HS is everyone's.
        (actor("editor", "TH"), "HS", False),
        (actor("admin"), "HS", True),
        (actor("approver"), "HS", False),
        (actor("viewer"), "TH", False),
        (actor("broker"), "TH", False),
    ],
    ids=lambda one: str(one) if not isinstance(one, Actor) else " ".join(f"{g.role}@{g.economy}" for g in one.grants),
)
def test_who_may_import(service: Nomenclatures, store: Store, who: Actor, name: str, may: bool) -> None:
    if may:
        assert service.import_csv(who, name, HS, source=SOURCE).codes == 3
        return
    with pytest.raises(Forbidden):
        service.import_csv(who, name, HS, source=SOURCE)
    assert service.all() == []
    (denied,) = store.change_log.read()
    assert (denied.action, denied.subject) == ("denied", f"nomenclature:{name}")


@pytest.mark.parametrize(("name", "said"), [("XX", "XX is no nomenclature's name"), ("hs", "hs is no")])
def test_a_name_is_an_economys_or_hs(service: Nomenclatures, name: str, said: str) -> None:
    with pytest.raises(NotANomenclature, match=said):
        service.import_csv(EDITOR, name, HS, source=SOURCE)


def test_a_nomenclature_needs_its_source(service: Nomenclatures) -> None:
    with pytest.raises(NotANomenclature, match="needs its source"):
        service.import_csv(EDITOR, "HS", HS, source=" ")


def test_columns_may_stand_anywhere_and_others_are_not_looked_at() -> None:
    sent = '\ufeffsection,hscode,Description,level\r\nI,01,"Animals, live",2\r\nI,0101.21,Horses,6\r\nT,TOTAL,All,0\r\n'

    assert parse(sent.encode()) == ({"01": "Animals, live", "010121": "Horses"}, ("TOTAL",))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "line 1: no column code or hscode: the first row names the columns"),
        (b"code,name\n39,x\n", "line 1: no column text or description: the first row names the columns"),
        (b"code,text\n", "the file holds no code"),
        (b"code,text\nTOTAL,all\n", "the file holds no code"),
        (b"code,text\n39,a\n101,horses\n", "line 3: '101' has 3 digits: codes come in pairs; was a leading zero lost?"),
        (b"code,text\n39X5,a\n", "line 2: '39X5' is no commodity code: 2 to 12 digits"),
        (b"code,text\n12345678901234,a\n", "line 2: '12345678901234' is no commodity code: 2 to 12 digits"),
        ("code,text\n３９,a\n".encode(), "line 2: '３９' is no commodity code: 2 to 12 digits"),
        (b"code,text\n3915,a\n39.15,b\n", "line 3: '39.15' stands twice"),
        (b"code,text\n39,a,b\n", "line 2: 3 cells under 2 columns: quote texts with commas"),
        (b'code,text\n39,"a\n', "line 2: not CSV: unexpected end of data"),
        (b"code,text\n39,\xff\n", "not UTF-8 at byte 13: save the file as UTF-8"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_line(sent: bytes, said: str) -> None:
    with pytest.raises(NotANomenclature) as caught:
        parse(sent)

    assert caught.value.faults == (said,)


def test_of_many_faults_the_first_are_told_and_the_rest_counted() -> None:
    with pytest.raises(NotANomenclature) as caught:
        parse(b"code,text\n" + b"1,x\n" * 30)

    assert len(caught.value.faults) == 21
    assert caught.value.faults[-1] == "and 10 more"
