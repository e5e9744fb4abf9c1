"""`pytest --greenlane`: each check of the conformance kit, and each case of the pack, as a test of the project.

Light to import, and nothing without the flag: pytest loads it wherever greenlane is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from greenlane.plugins.conformance.examined import Examined
    from greenlane.plugins.conformance.registry import Check
    from greenlane.plugins.conformance.report import Result

WARNED = "greenlane-warned"


class Nonconforming(Exception):
    """What a check found, or how a case's answer differs; shown as it stands."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--greenlane` and what goes with it."""
    group = parser.getgroup("greenlane", "Greenlane: verify a plugin")
    group.addoption(
        "--greenlane", action="store_true", help="verify the Greenlane plugin of the project, its cases among the tests"
    )
    group.addoption(
        "--greenlane-plugin",
        metavar="PATH",
        help="what to verify: a project's folder, package, pack, wheel, or installed name (the root folder)",
    )
    group.addoption("--greenlane-strict", action="store_true", help="warnings of checks are failures, too")
    group.addoption("--greenlane-trusted", action="store_true", help="run the plugin's code in this process")


def pytest_configure(config: pytest.Config) -> None:
    """Only with the flag there is anything to do."""
    if config.getoption("--greenlane"):
        config.pluginmanager.register(_Verifying(config), "greenlane-verifying")


class _Verifying:
    """Collects the tests, and sums up the warnings. What was opened is closed with the session."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._open = ExitStack()
        self._warned: dict[str, int] = {}
        config.add_cleanup(self._open.close)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Put the plugin's tests first; -k and the like choose among them afterwards."""
        if self._wanted():
            collector = Verified.from_parent(session, name="greenlane", nodeid="greenlane")
            items[:0] = list(self._items(collector))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count the warnings of each check, whichever process made them."""
        if report.when == "call":
            for name, value in report.user_properties:
                if name == WARNED and isinstance(value, int):
                    self._warned[report.nodeid] = value

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """One line about warnings, where there are any."""
        if self._warned:
            count = sum(self._warned.values())
            checks = ", ".join(nodeid.rpartition("::")[2] for nodeid in self._warned)
            told = f"greenlane: {count} warnings ({checks}); greenlane plugin verify tells them"
            terminalreporter.write_line(told, yellow=True)

    def _wanted(self) -> bool:
        """Not where single files or tests were asked for, unless the plugin was named as well."""
        config = self._config
        if config.getoption("--greenlane-plugin") or config.args_source is not pytest.Config.ArgsSource.ARGS:
            return True
        return any("::" not in name and Path(config.invocation_params.dir, name).is_dir() for name in config.args)

    def _items(self, collector: Verified) -> Iterator[pytest.Item]:
        from greenlane.plugins.conformance.find import found
        from greenlane.plugins.conformance.registry import CHECKS
        from greenlane.plugins.conformance.subject import NotAPlugin
        from greenlane.plugins.conformance.verify import examining

        config = self._config
        what = config.getoption("--greenlane-plugin") or str(config.rootpath)
        try:
            subjects = self._open.enter_context(found(what))
        except NotAPlugin as error:
            raise pytest.UsageError(f"--greenlane: {error}") from None
        for subject in subjects:
            one = self._open.enter_context(examining(subject, trusted=config.getoption("--greenlane-trusted")))
            name = one.economy or subject.candidate.name
            for check in CHECKS:
                if check.name != "answers" or not one.found:  # Each case is a test of its own.
                    yield Test.of(collector, f"{name}::{check.name}", partial(_check, one, check))
            for index, case in enumerate(one.cases if one.found else ()):
                yield Test.of(collector, f"{name}::case[{case.name}]", partial(_case, one, index))


class Verified(pytest.Collector):
    """What the plugin's tests stand under."""

    def collect(self) -> list[pytest.Item]:
        """Nothing by itself."""
        return []


class Test(pytest.Item):
    """A check or a case. Fails with what was found, each with its place and remedy, and with no traceback."""

    __test__ = False
    look: Callable[[], Sequence[Result]]

    @classmethod
    def of(cls, collector: Verified, name: str, look: Callable[[], Sequence[Result]]) -> Test:
        """The test that is good where `look` finds no fault."""
        made: Test = cls.from_parent(collector, name=name)
        made.look = look
        return made

    def runtest(self) -> None:
        """Look; warnings are printed and counted."""
        results: list[Result] = list(self.look())
        strict = self.config.getoption("--greenlane-strict")
        bad = [one for one in results if one.status == "failed" or strict and one.status == "warned"]
        if bad:
            raise Nonconforming("\n".join(_told(one) for one in bad))
        warned = [one for one in results if one.status == "warned"]
        for one in warned:
            print(_told(one))
        if warned:
            self.user_properties.append((WARNED, len(warned)))
        if results and all(one.status == "skipped" for one in results):
            pytest.skip(results[0].message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was found, and nothing of ours."""
        return str(excinfo.value) if isinstance(excinfo.value, Nonconforming) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the project is, and the test's name."""
        return self.config.rootpath, None, self.nodeid


def _told(one: Result) -> str:
    return f"{one.where}: {one.message}\n    -> {one.remedy}" if one.where else f"{one.message}\n    -> {one.remedy}"


def _check(one: Examined, check: Check) -> Sequence[Result]:
    from greenlane.plugins.conformance.verify import checked

    return checked(one, check).results


def _case(one: Examined, index: int) -> Sequence[Result]:
    from greenlane.plugins.conformance.checks.answers import of

    return [of(one, one.proof.results[index])]
