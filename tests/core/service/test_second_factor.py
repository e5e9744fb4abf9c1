"""A second factor: taken at every sign-in once it was confirmed, each code once, guesses counted like passwords."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pyotp
import pytest

from greenlane.core.rights import Forbidden
from greenlane.core.service import totp
from greenlane.core.service.people import (
    Contradicts,
    Enrolment,
    LockedOut,
    NoSuch,
    People,
    Refused,
    SecondFactorWanted,
    SecondFactorWrong,
    SignInFailed,
)
from greenlane.core.store import Store, open_store
from greenlane.core.store.console_schema import recovery_codes, second_factors
from tests.core.service.crowd import HOUR, SECRET, Crowd, cheap_passwords

AT = datetime(2026, 11, 23, 12, 0, 10, tzinfo=UTC)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, patience=10)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def crowd(store: Store) -> Iterator[Crowd]:
    with cheap_passwords():
        made = Crowd(store)
        made.add("minh", "broker@VN")
        yield made


class Phone:
    """An app that shows codes, by the clock of the store."""

    def __init__(self, crowd: Crowd, begun: Enrolment) -> None:
        self._store = crowd.store
        self._codes = pyotp.parse_uri(begun.address)
        self.enrolment = begun

    def step(self) -> int:
        with self._store._database.reading() as connection:
            return self._store._database.now(connection) // 30_000_000

    def code(self, ago: int = 0) -> str:
        """What it shows now, or showed so many steps ago."""
        assert isinstance(self._codes, pyotp.TOTP)
        return self._codes.generate_otp(self.step() - ago)

    def wrong(self) -> str:
        """A code that it shows neither now nor near now."""
        near = {self.code(ago) for ago in range(-3, 4)}
        return next(code for code in map("{:06}".format, range(10)) if code not in near)

    def forget(self) -> None:
        """Let every code be one that was not used before: as if hours had passed since the last."""
        with self._store._database.writing() as connection:
            connection.execute(second_factors.update().values(last_step=None))


def enrol(crowd: Crowd, name: str = "minh") -> tuple[Phone, tuple[str, ...]]:
    """Somebody's app, and their recovery codes."""
    phone = Phone(crowd, crowd.people.begin_second_factor(crowd.who(name), SECRET))
    codes = crowd.people.confirm_second_factor(crowd.who(name), phone.code())
    phone.forget()
    return phone, codes


def test_what_was_begun_is_not_asked_for_before_it_is_confirmed(crowd: Crowd) -> None:
    people, minh = crowd.people, crowd.who("minh")
    begun = people.begin_second_factor(minh, SECRET)
    assert begun.address.startswith("otpauth://totp/Greenlane:minh?secret=" + begun.secret)
    assert people.begun_second_factor(minh) == begun and people.second_factor(minh) is None
    assert people.sign_in("minh", SECRET).user.second_factor is False
    codes = people.confirm_second_factor(minh, Phone(crowd, begun).code())
    assert len(set(codes)) == 10 and people.begun_second_factor(minh) is None
    found = people.second_factor(minh)
    assert found is not None and found.recovery_codes == 10
    with pytest.raises(SecondFactorWanted):
        people.sign_in("minh", SECRET)
    user = crowd.store.people.user("minh")
    assert user is not None and user.second_factor
    assert [one.second_factor for one in people.users(crowd.boss)] == [False, True]


def test_to_begin_takes_the_password_and_to_confirm_a_right_code(crowd: Crowd) -> None:
    people, minh = crowd.people, crowd.who("minh")
    with pytest.raises(NoSuch):
        people.confirm_second_factor(minh, "000000")
    with pytest.raises(SignInFailed):
        people.begin_second_factor(minh, "not the password")
    phone = Phone(crowd, people.begin_second_factor(minh, SECRET))
    for code in (phone.wrong(), "", "12345", "1234567", "abcdef", "१२३४५६"):
        with pytest.raises(Refused) as caught:
            people.confirm_second_factor(minh, code)
        assert [fault.pointer for fault in caught.value.faults] == ["/code"]
    assert people.second_factor(minh) is None
    people.confirm_second_factor(minh, phone.code())
    with pytest.raises(Contradicts):
        people.confirm_second_factor(minh, phone.code())
    with pytest.raises(Contradicts):
        people.begin_second_factor(minh, SECRET)


def test_what_was_begun_is_confirmed_within_15_minutes_or_begun_anew(crowd: Crowd) -> None:
    people, minh = crowd.people, crowd.who("minh")
    old = Phone(crowd, people.begin_second_factor(minh, SECRET))
    with crowd.store._database.writing() as connection:
        connection.execute(second_factors.update().values(made_at=second_factors.c.made_at - HOUR // 4))
    assert people.begun_second_factor(minh) is None
    with pytest.raises(NoSuch):
        people.confirm_second_factor(minh, old.code())
    new = Phone(crowd, people.begin_second_factor(minh, SECRET))
    assert new.enrolment.secret != old.enrolment.secret
    assert len(people.confirm_second_factor(minh, new.code())) == 10


def test_confirming_ends_the_sessions_that_were_begun_without_it(crowd: Crowd) -> None:
    one, other = crowd.people.sign_in("minh", SECRET), crowd.people.sign_in("minh", SECRET)
    phone = Phone(crowd, crowd.people.begin_second_factor(crowd.who("minh"), SECRET))
    crowd.people.confirm_second_factor(crowd.who("minh"), phone.code(), one.session_id)
    assert crowd.people.actor_of_session(one.token) is not None
    assert crowd.people.actor_of_session(other.token) is None


def test_password_and_code_sign_in_and_a_command_takes_them_too(crowd: Crowd) -> None:
    phone, _ = enrol(crowd)
    assert crowd.people.sign_in("minh", SECRET, phone.code()).user.name == "minh"
    phone.forget()
    code = phone.code()
    assert crowd.people.authenticate("minh", SECRET, f"{code[:3]} {code[3:]}").via == "command"


def test_a_code_works_once_and_none_before_it_after_it(crowd: Crowd) -> None:
    phone, _ = enrol(crowd)
    now, before = phone.code(), phone.code(ago=1)
    crowd.people.sign_in("minh", SECRET, now)
    for code in (now, before):
        with pytest.raises(SecondFactorWrong):
            crowd.people.sign_in("minh", SECRET, code)


def test_the_code_that_confirmed_it_does_not_sign_in(crowd: Crowd) -> None:
    phone = Phone(crowd, crowd.people.begin_second_factor(crowd.who("minh"), SECRET))
    code = phone.code()
    crowd.people.confirm_second_factor(crowd.who("minh"), code)
    with pytest.raises(SecondFactorWrong):
        crowd.people.sign_in("minh", SECRET, code)


@pytest.mark.parametrize(("ago", "taken"), [(2, False), (1, True), (0, True), (-1, True), (-2, False)])
def test_one_step_around_this_one_is_taken(ago: int, taken: bool) -> None:
    secret = totp.new_secret()
    this = int(AT.timestamp()) // 30
    code = pyotp.TOTP(secret).generate_otp(this - ago)
    assert totp.step_of(secret, code, AT, None) == (this - ago if taken else None)
    if taken:
        assert totp.step_of(secret, code, AT, this - ago) is None
        assert totp.step_of(secret, code, AT, this - ago - 1) == this - ago


def test_the_codes_are_those_of_rfc_6238() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert totp.step_of(secret, code, at, None) == seconds // 30


def test_a_wrong_password_says_nothing_of_the_code_and_does_not_use_it_up(crowd: Crowd) -> None:
    phone, _ = enrol(crowd)
    code = phone.code()
    with pytest.raises(SignInFailed):
        crowd.people.sign_in("minh", "not the password", code)
    assert crowd.people.sign_in("minh", SECRET, code).user.name == "minh"


def test_a_name_without_a_second_factor_signs_in_whatever_code_is_given(crowd: Crowd) -> None:
    assert crowd.people.sign_in("minh", SECRET, "000000").user.name == "minh"


def test_each_recovery_code_works_once_however_it_is_typed(crowd: Crowd) -> None:
    _, codes = enrol(crowd)
    typed: list[Callable[[str], str]] = [
        str,
        str.upper,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", "  "),
        lambda code: code.replace("0", "O").replace("1", "l"),
    ]
    for code, way in zip(codes, typed, strict=False):
        crowd.people.sign_in("minh", SECRET, way(code))
        with pytest.raises(SecondFactorWrong):
            crowd.people.sign_in("minh", SECRET, code)
    found = crowd.people.second_factor(crowd.who("minh"))
    assert found is not None and found.recovery_codes == 5
    used = crowd.log(action="user.recovery_code_used")
    assert [one.detail for one in used] == [{"left": left} for left in (5, 6, 7, 8, 9)]


def test_others_take_the_place_of_recovery_codes_by_password_and_code(crowd: Crowd) -> None:
    phone, old = enrol(crowd)
    with pytest.raises(SecondFactorWanted):
        crowd.people.new_recovery_codes(crowd.who("minh"), SECRET, None)
    new = crowd.people.new_recovery_codes(crowd.who("minh"), SECRET, phone.code())
    assert len(new) == 10 and not set(new) & set(old)
    with pytest.raises(SecondFactorWrong):
        crowd.people.sign_in("minh", SECRET, old[0])
    crowd.people.sign_in("minh", SECRET, new[0])
    with pytest.raises(NoSuch):
        crowd.people.new_recovery_codes(crowd.boss, SECRET, None)


def test_of_recovery_codes_hashes_are_kept_that_differ_between_people(crowd: Crowd) -> None:
    _, codes = enrol(crowd)
    with crowd.store._database.reading() as connection:
        kept = repr(connection.execute(recovery_codes.select()).all())
    logged = repr(crowd.log())
    for code in codes:
        assert code not in kept + logged and code.replace("-", "") not in kept + logged
    assert totp.recovery_hash("one", codes[0]) != totp.recovery_hash("other", codes[0])


def test_ten_wrong_codes_close_the_name_to_the_right_one_too(crowd: Crowd) -> None:
    phone, codes = enrol(crowd)
    for _ in range(10):
        with pytest.raises(SecondFactorWrong):
            crowd.people.sign_in("minh", SECRET, phone.wrong())
    for code in (None, phone.code(), codes[0]):
        with pytest.raises(LockedOut):
            crowd.people.sign_in("minh", SECRET, code)
    crowd.age(0.26)
    assert crowd.people.sign_in("minh", SECRET, codes[0]).user.name == "minh"


def test_wrong_passwords_and_wrong_codes_count_together(crowd: Crowd) -> None:
    phone, _ = enrol(crowd)
    for number in range(10):
        with pytest.raises(SecondFactorWrong if number % 2 else SignInFailed):
            crowd.people.sign_in("minh", SECRET if number % 2 else "not the password", phone.wrong())
    with pytest.raises(LockedOut):
        crowd.people.sign_in("minh", SECRET, phone.code())


def test_the_password_alone_forgets_no_failures(crowd: Crowd) -> None:
    """Else who knows the password could guess codes for ever, nine at a time."""
    phone, _ = enrol(crowd)
    for _ in range(9):
        with pytest.raises(SecondFactorWrong):
            crowd.people.sign_in("minh", SECRET, phone.wrong())
        with pytest.raises(SecondFactorWanted):
            crowd.people.sign_in("minh", SECRET)
        with pytest.raises(SecondFactorWanted):
            crowd.people.set_password(crowd.who("minh"), "minh", "another password", current=SECRET)
    with pytest.raises(SecondFactorWrong):
        crowd.people.sign_in("minh", SECRET, phone.wrong())
    with pytest.raises(LockedOut):
        crowd.people.sign_in("minh", SECRET, phone.code())


def test_the_log_says_which_failure_was_of_a_code_and_not_what_was_typed(crowd: Crowd) -> None:
    phone, _ = enrol(crowd)
    with pytest.raises(SecondFactorWrong):
        crowd.people.sign_in("minh", SECRET, "my secret word")
    entry = crowd.log()[0]
    assert (entry.actor, entry.action, entry.subject) == ("anonymous", "user.sign_in_failed", "user:minh")
    assert entry.detail == {"second_factor": "wrong"}
    assert "my secret word" not in repr(crowd.log()) and phone.enrolment.secret not in repr(crowd.log())


def test_over_several_workers_exactly_ten_codes_are_looked_at(crowd: Crowd, url: str) -> None:
    """Two stores stand for two workers. Whoever comes after the tenth failure is refused, right or wrong."""
    phone, _ = enrol(crowd)
    wrong = phone.wrong()
    outcomes = at_once(url, 24, lambda people: people.sign_in("minh", SECRET, wrong))
    assert outcomes == {"SecondFactorWrong": 10, "LockedOut": 14}
    assert crowd.actions(subject="user:minh").count("user.sign_in_failed") == 10


@pytest.mark.parametrize("recovery", [False, True])
def test_over_several_workers_a_code_signs_in_once(crowd: Crowd, url: str, recovery: bool) -> None:
    phone, codes = enrol(crowd)
    code = codes[0] if recovery else phone.code()
    outcomes = at_once(url, 8, lambda people: people.sign_in("minh", SECRET, code))
    assert outcomes == {"signed in": 1, "SecondFactorWrong": 7}


def at_once(url: str, count: int, act: Callable[[People], object]) -> Counter[str]:
    """How often each outcome came of so many at once, over two stores."""
    others = [open_store(url, patience=30) for _ in range(2)]
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(count)

    def run(people: People) -> None:
        start.wait()
        try:
            act(people)
        except (SecondFactorWrong, SignInFailed, LockedOut) as error:
            outcomes[type(error).__name__] += 1
        else:
            outcomes["signed in"] += 1

    threads = [threading.Thread(target=run, args=(People(others[number % 2]),)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    return outcomes


def test_one_removes_ones_own_by_password_and_code_and_by_nothing_less(crowd: Crowd) -> None:
    people = crowd.people
    phone, codes = enrol(crowd, "boss")  # an admin neither
    with pytest.raises(Refused):
        people.remove_second_factor(crowd.boss, "boss")
    with pytest.raises(SecondFactorWanted):
        people.remove_second_factor(crowd.boss, "boss", password=SECRET)
    with pytest.raises(SecondFactorWrong):
        people.remove_second_factor(crowd.boss, "boss", password=SECRET, code=phone.wrong())
    with pytest.raises(SignInFailed):
        people.remove_second_factor(crowd.boss, "boss", password="not the password", code=phone.code())
    with pytest.raises(SecondFactorWanted):
        people.remove_second_factor(crowd.who("boss", "key"), "boss", password=SECRET)
    people.remove_second_factor(crowd.boss, "boss", password=SECRET, code=codes[3])
    assert people.sign_in("boss", SECRET).user.second_factor is False
    with pytest.raises(NoSuch):
        people.remove_second_factor(crowd.boss, "boss", password=SECRET)
    with crowd.store._database.reading() as connection:
        assert connection.execute(recovery_codes.select()).all() == []


def test_an_admin_removes_somebodys_and_says_why(crowd: Crowd) -> None:
    enrol(crowd)
    crowd.people.remove_second_factor(crowd.boss, "minh", reason="lost the phone in Hue")
    entry = crowd.log()[0]
    assert (entry.actor, entry.action, entry.subject) == ("boss", "user.second_factor_removed", "user:minh")
    assert entry.reason == "lost the phone in Hue"
    assert crowd.people.sign_in("minh", SECRET).user.name == "minh"
    for name in ("minh", "nobody"):
        with pytest.raises(NoSuch):
            crowd.people.remove_second_factor(crowd.boss, name)


def test_nobody_else_does(crowd: Crowd) -> None:
    enrol(crowd)
    suda, lan = crowd.add("suda", "editor"), crowd.add("lan", "admin@TH")
    for other in (suda, lan):
        with pytest.raises(Forbidden):
            crowd.people.remove_second_factor(other, "minh")
        assert crowd.log()[0].action == "denied" and crowd.log()[0].actor == other.name
    assert crowd.people.second_factor(crowd.who("minh")) is not None


def test_changing_ones_own_password_takes_the_code_too(crowd: Crowd) -> None:
    phone, _ = enrol(crowd)
    minh, new = crowd.who("minh"), "another password"
    with pytest.raises(SecondFactorWanted):
        crowd.people.set_password(minh, "minh", new, current=SECRET)
    crowd.people.set_password(minh, "minh", new, current=SECRET, code=phone.code())
    phone.forget()
    assert crowd.people.sign_in("minh", new, phone.code()).user.name == "minh"


def test_an_admin_who_sets_a_password_leaves_the_second_factor(crowd: Crowd) -> None:
    enrol(crowd)
    crowd.people.set_password(crowd.boss, "minh", "another password")
    with pytest.raises(SecondFactorWanted):
        crowd.people.sign_in("minh", "another password")


def test_the_log_has_all_of_it(crowd: Crowd) -> None:
    phone, _ = enrol(crowd)
    crowd.people.new_recovery_codes(crowd.who("minh"), SECRET, phone.code())
    crowd.people.remove_second_factor(crowd.boss, "minh")
    assert crowd.actions(subject="user:minh")[1:] == [
        "user.second_factor_added", "user.recovery_codes_made", "user.second_factor_removed",
    ]  # fmt: skip
