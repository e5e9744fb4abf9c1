"""The conformance kit: everything that is asked of a plugin, checked one by one: docs/conformance.md."""

from greenlane.plugins.conformance.badge import badge
from greenlane.plugins.conformance.find import found
from greenlane.plugins.conformance.report import Report, Result
from greenlane.plugins.conformance.subject import NotAPlugin, Subject
from greenlane.plugins.conformance.verify import verify

__all__ = ["NotAPlugin", "Report", "Result", "Subject", "badge", "found", "verify"]
