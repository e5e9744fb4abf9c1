"""Each declared language has every text; no text is of a language that is not declared."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from babel import Locale, UnknownLocaleError

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, some, warned

TITLE = "Translations"
TEXTS: Final = frozenset(
    ("names", "title", "message", "remedy", "label", "help", "scope", "note", "codes_title", "text")
)
"""Keys under which a pack's document has texts for readers."""
Text = tuple[str, str, tuple[str | int, ...], object]


def look(one: Examined) -> Iterator[Result]:
    """Every text of the pack that a reader may be shown."""
    where = one.places.of("economy", "", "languages")
    declared = one.pack.economy.languages
    if "en" not in declared:
        yield failed("English is not among the languages", where, "add en: every text has it")
    for language in declared:
        try:
            Locale.parse(language, sep="-")
        except (ValueError, UnknownLocaleError):
            yield failed(f"{language} is no language", where, "use a BCP 47 tag, as en, th or zh-Hant")
    missing: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    undeclared: dict[str, list[str]] = defaultdict(list)
    count = 0
    for part, name, path, value in texts(one.document):
        count += 1
        written = set(value) if isinstance(value, Mapping) else {"en"}
        place = one.places.of(part, name, *path)
        if path != ("names",):  # What an economy calls itself is said in whatever language.
            for language in sorted(written - set(declared)):
                undeclared[language].append(place)
        for language in declared:
            if language not in written:
                missing[language][str(path[-1])].append(place)
    for language, places in undeclared.items():
        message = f"{language} is not among the languages, and there are texts in it: {some(places)}"
        yield warned(message, where, f"add {language} to languages, or take them out")
    for language, kinds in missing.items():
        lost = sum(map(len, kinds.values()))
        said = some([f"{len(places)} {kind}" for kind, places in kinds.items()])
        first = next(iter(kinds.values()))[0]
        message = f"{lost} of {count} texts are not in {language}: {said}; the first is {first}"
        yield warned(message, where, "they are shown in English: translate them, titles and remedies first")
    yield passed(f"{count} texts in {', '.join(declared)}")


def texts(document: Mapping[str, Any]) -> Iterator[Text]:
    """Every text: part, entry's name, path in the entry, and the string or mapping by language."""
    for path, value in _below(document["economy"], ()):
        yield "economy", "", path, value
    for part in ("facts", "documents", "parameters"):
        for name, entry in document[part].items():
            for path, value in _below(entry, ()):
                yield part, name, path, value
    for rule in document["rules"]:
        for path, value in _below(rule, ()):
            yield "rules", rule["id"], path, value


def _below(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in TEXTS:
                yield (*path, key), part
            elif key not in ("when", "that"):
                yield from _below(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _below(part, (*path, index))
