"""The use cases: check one, check many, look up a decision, list rules and economies, replay, publish packs."""

from greenlane.core.service.book import Edition, KnownAtTooEarly, Plugins, RuleBook
from greenlane.core.service.catalogue import Catalogue
from greenlane.core.service.checks import Answer, Checks, InFlight, KeyReused
from greenlane.core.service.replay import Replayed, replay

__all__ = [
    "Answer",
    "Catalogue",
    "Checks",
    "Edition",
    "InFlight",
    "KeyReused",
    "KnownAtTooEarly",
    "Plugins",
    "Replayed",
    "RuleBook",
    "replay",
]
