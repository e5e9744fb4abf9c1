"""What is loaded: economies with their coverage, and rules by economy, code and day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from greenlane.core.conditions import write
from greenlane.core.model import Rule, Text
from greenlane.core.origin.agreement import Agreement
from greenlane.core.pack.rules import valid_on
from greenlane.core.reference import under
from greenlane.core.service.book import Edition, RuleBook
from greenlane.core.speaker import Speaker
from greenlane.core.terms.codes import PLACELESS
from greenlane.core.vocabulary import FALSE, TRUE

Json = dict[str, Any]


class Catalogue:
    """Reads the edition in force, or the one given."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book

    def economies(self, language: str = "en", edition: Edition | None = None) -> list[Json]:
        """Every economy that is loaded or should be: coverage, nomenclature, plugin version, health."""
        return self._listed(language, edition or self.book.current(), everywhere=False)

    def everywhere(self, language: str = "en", edition: Edition | None = None) -> list[Json]:
        """The same of packs without an economy, which give notices on every route."""
        return self._listed(language, edition or self.book.current(), everywhere=True)

    def placeless(self) -> Mapping[str, Text]:
        """What the packs without an economy are called, by code."""
        ruleset = self.book.hot().ruleset
        return {code: ruleset.packs[code].economy.names for code in ruleset.everywhere}

    def _listed(self, language: str, edition: Edition, *, everywhere: bool) -> list[Json]:
        ruleset = edition.ruleset
        codes = sorted(ruleset.everywhere) if everywhere else ruleset.economies
        found = [self._economy(edition, code, language) for code in codes]
        found += [
            {"economy": code, "status": "unavailable", "reason": reason, "coverage": []}
            for code, reason in sorted(edition.unavailable.items())
            if code not in ruleset.packs and (code in PLACELESS) is everywhere
        ]
        return found

    def _economy(self, edition: Edition, code: str, language: str) -> Json:
        pack = edition.ruleset.packs[code]
        say = Speaker(language)
        economy = pack.economy
        entry: Json = {
            "economy": code,
            "name": say.text(economy.names),
            "status": "unavailable" if code in edition.unavailable else "loaded",
            "version": economy.version,
            "languages": list(economy.languages),
            "time_zone": economy.time_zone,
            "currency": economy.currency,
            "members": list(economy.members),
            "nomenclature": {
                "name": economy.nomenclature.name,
                "lengths": sorted({2, 4, 6, *economy.nomenclature.lengths}),
            },
            "coverage": [
                {
                    "flow": one.flow,
                    "from": one.valid_from.isoformat(),
                    "to": one.valid_to.isoformat() if one.valid_to else None,
                    "status": one.status,
                    "scope": say.text(one.scope),
                }
                for one in economy.coverage
            ],
            "rules": len(pack.rules),
            "facts": sorted(pack.facts),
            "documents": sorted(pack.documents),
            "agreements": [registered(one, say) for one in pack.agreements],
        }
        if code in edition.unavailable:
            entry["reason"] = edition.unavailable[code]
        elif code in self.book.plugins.refused:
            entry["note"] = "the installed package is refused for its signature: what was published goes on answering"
        elif code in self.book.untaken(edition):
            entry["note"] = "the installed pack is not the one that was taken in: greenlane drafts upgrade"
        return entry

    def rules(
        self,
        *,
        economy: str | None = None,
        code: str | None = None,
        on: date | None = None,
        language: str = "en",
        edition: Edition | None = None,
    ) -> list[Json]:
        """Rules in the order of their ids. `code`: digits; rules it lies under, or may. `on`: those valid that day."""
        edition = edition or self.book.current()
        say = Speaker(language)
        economy = edition.ruleset.unions.get(economy, economy) if economy else None
        return [
            described(rule, say)
            for rule in edition.ruleset.rules
            if (economy is None or rule.economy == economy)
            and (on is None or valid_on(rule, on))
            and (code is None or applies(rule, code))
        ]


def applies(rule: Rule, code: str) -> bool:
    """Whether goods of a code fall, or may fall, under the codes of a rule."""
    if rule.codes and under(code, rule.codes) == FALSE:
        return False
    return under(code, rule.exclude) != TRUE


def registered(agreement: Agreement, say: Speaker) -> Json:
    """An agreement for a reader: who is bound since when, how origin is proved, what is known of its rules."""
    return {
        "id": agreement.id,
        "name": say.text(agreement.name),
        "partners": sorted(agreement.partners),
        "in_force": [
            {
                "partners": sorted(one.partners),
                "from": one.day.isoformat(),
                "evidence": one.evidence,
                "month_evidence": one.month_evidence,
                "source": one.source,
            }
            for one in agreement.in_force
        ],
        "proof": agreement.proof,
        "proof_kind": agreement.proof_kind or None,
        "proof_evidence": agreement.proof_evidence,
        "proof_validity": agreement.proof_validity or None,
        "hs_edition": agreement.edition or None,
        "product_rules": len(agreement.lines),
        "gaps": [say.text(gap) for gap in agreement.gaps],
        "source": agreement.source,
    }


def described(rule: Rule, say: Speaker) -> Json:
    """A rule for a reader: the fields of the pack's format, texts in one language."""
    return {
        "id": rule.id,
        "economy": rule.economy,
        "kind": rule.kind,
        "title": say.text(rule.title),
        "message": say.text(rule.message),
        "remedy": say.text(rule.remedy),
        "flows": list(rule.flows),
        "codes": list(rule.codes),
        "exclude": list(rule.exclude),
        "partners": sorted(rule.partners),
        "regimes": list(rule.regimes),
        "valid": {
            "from": rule.valid_from.isoformat() if rule.valid_from else None,
            "to": rule.valid_to.isoformat() if rule.valid_to else None,
        },
        "keywords": list(rule.keywords),
        "when": write(rule.when) if rule.when is not None else None,
        "requires": [
            {"that": write(one.that), "otherwise": one.otherwise, "remedy": say.text(one.remedy)}
            for one in rule.requires
        ],
        "legal_basis": [
            {
                "instrument": basis.instrument,
                "provision": basis.provision,
                "in_force_from": basis.in_force_from.isoformat() if basis.in_force_from else None,
                "in_force_to": basis.in_force_to.isoformat() if basis.in_force_to else None,
                "source": basis.source,
            }
            for basis in rule.legal_basis
        ],
        "evidence": rule.evidence,
        "verified_on": rule.verified_on.isoformat() if rule.verified_on else None,
        "review_by": rule.review_by.isoformat() if rule.review_by else None,
    }
