"""The signature, where there is one: of these files, of this pack. Whose key is trusted is for each server to say."""

from collections.abc import Iterator

from greenlane.core.signing import manifest as manifests
from greenlane.core.signing.envelope import LONGEST, decode
from greenlane.core.signing.files import content
from greenlane.core.signing.judge import compare
from greenlane.core.signing.refusal import NAME, Refusal
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.find import ours
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed

TITLE = "Signature"
AGAIN = "sign it again, after the last change: greenlane pack sign"


def look(one: Examined) -> Iterator[Result]:
    """The file SIGNATURE of the package; that there is none is told, and no fault."""
    assert one.package is not None
    folder = one.package.folders[0]
    if ours(one.subject.candidate):
        yield passed("comes with Greenlane, and needs none")
        return
    if not (folder / NAME).exists():
        yield passed("not signed: a server takes it only where its settings say so (greenlane pack sign)")
        return
    try:
        envelope = decode(content(folder / NAME, NAME, LONGEST))
        if envelope.type != manifests.TYPE:
            raise Refusal("other type", "signs something that is no pack", AGAIN)
        signed = manifests.read(envelope.payload)
        compare(folder, signed)
    except Refusal as refusal:
        yield failed(refusal.message, refusal.where, AGAIN)
        return
    for what, theirs, mine in (
        ("economy", signed.economy, one.economy),
        ("version", signed.version, one.pack.economy.version if one.found else signed.version),
        ("package", signed.package, folder.name),
    ):
        if theirs != mine:
            yield failed(f"the {what} {theirs} was signed, and this is {mine}", NAME, AGAIN)
    keys = ", ".join(signature.key_id for signature in envelope.signatures)
    yield passed(f"signed on {signed.signed_at:%Y-%m-%d} by {keys}, which each server trusts or not")
