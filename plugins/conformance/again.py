"""The answers of a plugin in one digest each; and, as a program, the same in a process that is set up otherwise."""

import hashlib
import json
import random
import sys
from datetime import date
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, Final

from greenlane.core.declaration import NotADeclaration
from greenlane.plugins.conformance.code import running
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.find import located
from greenlane.plugins.conformance.made_up import MadeUp
from greenlane.plugins.conformance.subject import Subject
from greenlane.plugins.discovery import Candidate
from greenlane.plugins.locate import Package

CHILD: Final = "greenlane.plugins.conformance.again"
MANY: Final = 150
"""Made-up declarations on top of the cases."""


def digests(one: Examined, backwards: bool = False) -> dict[str, str]:
    """Of each case by its name, and of made-up declarations by a number, a digest of the answer."""
    made = MadeUp(one.ruleset, one.economy, random.Random(7), one.today)
    asked = [(case.name, case.declaration) for case in one.cases]
    asked += [(f"made-up declaration {number}", made.declaration()) for number in range(MANY)]
    found = {}
    for name, declaration in reversed(asked) if backwards else asked:
        try:
            answer: object = one.answers.answer(declaration).answer
        except NotADeclaration as error:
            answer = str(error)
        text = json.dumps(answer, sort_keys=True, ensure_ascii=False)
        found[name] = hashlib.sha256(text.encode()).hexdigest()[:16]
    return found


def told(one: Examined) -> dict[str, Any]:
    """What another process needs to examine the same plugin."""
    candidate = one.subject.candidate
    assert candidate.package is not None
    return {
        "name": candidate.name,
        "module": candidate.package.name,
        "attribute": candidate.attribute,
        "folders": [str(folder) for folder in candidate.package.folders],
        "site": str(one.subject.site) if one.subject.site else "",
        "today": one.today.isoformat(),
        "trusted": one.trusted,
    }


def examined(plan: dict[str, Any]) -> Examined:
    """The plugin of which somebody else told."""
    folders = tuple(map(Path, plan["folders"]))
    package = located(plan["module"], [Path(plan["site"])]) if plan["site"] else None
    if package is None:
        spec = ModuleSpec(plan["module"], None, is_package=True)
        spec.origin = next((str(one / "__init__.py") for one in folders if (one / "__init__.py").is_file()), None)
        package = Package(plan["module"], spec, folders)
    candidate = Candidate(plan["name"], attribute=plan["attribute"], package=package, declared=False)
    site = Path(plan["site"]) if plan["site"] else None
    return Examined(Subject("again", candidate, site=site), date.fromisoformat(plan["today"]), plan["trusted"])


def main() -> None:
    """Read what is told on standard input; print the digests as JSON."""
    one = examined(json.load(sys.stdin))
    with running(one.subject, one.trusted) as code:
        one.code = code
        found = digests(one)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
