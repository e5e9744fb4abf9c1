"""Texts are whole sentences, clean, of a length to be read, and say what to do."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from greenlane.core.model import Rule
from greenlane.plugins.conformance.checks.translations import texts
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, warned

TITLE = "Texts"
SENTENCES: Final = frozenset({"message", "remedy"})
ENDS: Final = (".", "!", "?", "。", "！", "？", ")", '"', "”", "。」", "ฯ")
MARKUP: Final = re.compile(r"</?[a-z][^>]*>|&[a-z]+;|&#\d+;|\*\*|\]\(|\{\{|\}\}|%\(|\{[a-z_]*\}")
UNDONE: Final = re.compile(r"\b(TODO|FIXME|TBD|XXX|lorem ipsum)\b", re.IGNORECASE)
LONGEST: Final = {"title": 200, "label": 120, "message": 1200, "remedy": 1200}
UNSPACED: Final = frozenset({"th", "lo", "km", "my"})
"""Languages that are written without full stops."""


def look(one: Examined) -> Iterator[Result]:
    """Every text, in every language; and of each rule whether somebody is told what to do."""
    count = 0
    for part, name, path, value in texts(one.document):
        where = one.places.of(part, name, *path)
        by_language = value if isinstance(value, Mapping) else {"en": value}
        for language, text in by_language.items():
            count += 1
            said = f"{name or part}: its {path[-1]}" + (f" ({language})" if language != "en" else "")
            # What a requirement misses is said in a few words: "no deposit".
            kind = "short" if path[-1] == "message" and "requires" in path else str(path[-1])
            yield from _text(said, kind, str(language), str(text), where)
    for rule in one.pack.rules:
        yield from _told(one, rule)
    yield passed(f"{count} texts")


def _text(said: str, kind: str, language: str, text: str, where: str) -> Iterator[Result]:
    if not text.strip():
        yield failed(f"{said} is empty", where, "write it, or take the language out")
        return
    if match := MARKUP.search(text):
        remedy = "write plain text: it is shown as it stands"
        yield failed(f"{said} holds {match[0]!r}", where, remedy)
    if match := UNDONE.search(text):
        yield failed(f"{said} holds {match[0]!r}", where, "finish it")
    if not all(character.isprintable() or character == "\n" for character in text):
        yield failed(f"{said} holds a character that cannot be printed", where, "remove it")
    if "  " in text.strip() and "\n" not in text:
        yield warned(f"{said} has two spaces in a row", where, "keep one")
    if text != text.strip():
        yield warned(f"{said} begins or ends with a space", where, "take it away")
    if kind in SENTENCES and language.partition("-")[0] not in UNSPACED and not text.strip().endswith(ENDS):
        yield warned(f"{said} ends without a full stop", where, "write whole sentences")
    if kind in ("title", "label") and text.strip().endswith("."):
        yield warned(f"{said} ends with a full stop", where, "a title is no sentence")
    if len(text) > LONGEST.get(kind, 2000):
        most = LONGEST.get(kind, 2000)
        yield warned(
            f"{said} has {len(text)} characters", where, f"two sentences are enough; at most {most} characters"
        )


def _told(one: Examined, rule: Rule) -> Iterator[Result]:
    """Whoever may be stopped is told what to do."""
    where = one.places.of("rules", rule.id)
    if rule.message.get("en") == rule.title.get("en"):
        remedy = "say in the message what the rule says, and of what"
        yield warned(f"{rule.id}: its message is its title again", where, remedy)
    if rule.kind in ("notice", "charge", "simplification") and not rule.requires or rule.remedy.get("en"):
        return
    if not rule.requires or not all(one_of.remedy.get("en") for one_of in rule.requires):
        message = f"{rule.id} may stop goods, and tells nobody what to do"
        yield failed(message, where, "write a remedy, for the rule or for each of its requirements")
