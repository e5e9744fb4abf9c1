"""Whether a pack without an economy has anything to say of goods: told before anybody is asked."""

from collections.abc import Iterable

from greenlane.core.model import Rule

REMEMBERED = 8192


class Reach:
    """The codes of a pack's rules, by flow. Of other goods it says nothing: it is not asked about them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._known: dict[tuple[str, str], bool] = {}
        self._any: set[str] = set()
        self._codes: dict[str, set[str]] = {}
        self._within: dict[str, set[str]] = {}
        for rule in rules:
            for flow in rule.flows:
                if not rule.codes:
                    self._any.add(flow)
                codes, within = self._codes.setdefault(flow, set()), self._within.setdefault(flow, set())
                for code in rule.codes:
                    codes.add(code)
                    within.update(code[:length] for length in range(2, len(code) + 1))

    def has(self, flow: str, code: str) -> bool:
        """Whether a rule for the flow may be of goods of a code (digits): it is longer than the code, or shorter."""
        found = self._known.get((flow, code))
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[flow, code] = self._has(flow, code)
        return found

    def _has(self, flow: str, code: str) -> bool:
        if flow in self._any:
            return True
        within = self._within.get(flow)
        if within is None or code[:2] not in within:
            return False
        return code[:6] in within or not self._codes[flow].isdisjoint([code[:n] for n in range(2, 6)])
