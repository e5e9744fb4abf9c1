"""The verdicts in plain words, so that nobody takes what is unknown or an officer's to decide for a yes."""

from collections.abc import Iterable, Mapping

from greenlane.core.service.enquiry import Enquiry
from greenlane.web.checker.tongue import _
from greenlane.web.languages import economy_name


def said_of(
    name: str, statuses: Mapping[str, str], enquiry: Enquiry | None, rests: bool = False
) -> tuple[str, str]:
    """The headline of a verdict, and a sentence that says what it means. `statuses`: of each economy's coverage;
    `rests`: something was taken for granted that could change it.
    """
    partly = [economy for economy, status in statuses.items() if status == "partial"]
    unknown = [economy for economy, status in statuses.items() if status in ("not_covered", "unavailable")]
    match name:
        case "prohibited" if rests:
            return (
                _("No. These goods may not go this way."),
                _("A rule forbids it. That can change only if something that was taken for granted is not so."),
            )
        case "prohibited":
            return _("No. These goods may not go this way."), _("A rule forbids it, and no paper can change that.")
        case "restricted":
            return (
                _("Not yet. They may go only if what is missing is put right."),
                _("A rule allows it on conditions, and what was told so far does not meet all of them."),
            )
        case "incomplete" if enquiry is not None and enquiry.open:
            return (
                _("That cannot be told yet."),
                _("Answer the questions that are open. Until then this is neither a yes nor a no."),
            )
        case "incomplete":
            return (
                _("That cannot be told with what is known."),
                _("Something that a rule depends on is not known. This is neither a yes nor a no."),
            )
        case "referred":
            return (
                _("Nobody here can tell. An officer has to decide."),
                _("Ask customs or the authority named below before you ship. This is not a yes."),
            )
        case "not_covered":
            return (
                _("Nobody here can tell. The rules are not known here."),
                _(
                    "This server does not know the rules of %(economies)s for this. Ask there before you ship. "
                    "This is not a yes.",
                    economies=_and(unknown),
                ),
            )
    if partly:
        return (
            _("Yes, as far as the rules are known here."),
            _(
                "Nothing that is known here stands against it. But only part of the rules of %(economies)s is known "
                "here: read below which part, and ask there about the rest.",
                economies=_and(partly),
            ),
        )
    return _("Yes. These goods may go."), _("Every rule for this route was looked at, and nothing stands against it.")


def _and(economies: Iterable[str]) -> str:
    return ", ".join(map(economy_name, economies))
