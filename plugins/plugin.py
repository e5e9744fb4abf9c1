"""What the host says of one plugin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from greenlane.core.model import Pack
from greenlane.plugins.boundary import Implementation
from greenlane.plugins.seal import Seal
from greenlane.plugins.values import Stopped

Status = Literal["loaded", "failed", "refused", "suspended"]
"""`refused`: for its signature, or for want of one; what was published of it before goes on answering."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One plugin as it stands.

    `name`: its economy's code, or, where that is not known or taken, its entry point's or package's name.
    `economy`: its code, guessed where the pack cannot be read; empty where nothing says. `version`: of the
    distribution. `reasons`: why it failed, is suspended or had its code left alone, each with file and line
    where there is one. `hooks`: those it implements and the host calls. `digest`: of its code, where that
    runs. `pack`, `document` and `folder`, where the pack was read: None when it failed. `seal`: how its signature
    stands; None where it was not asked for.
    """

    name: str
    distribution: str
    version: str
    economy: str
    status: Status
    reasons: tuple[str, ...] = ()
    trusted: bool = False
    has_code: bool = False
    digest: str = ""
    pack: Pack | None = None
    document: Mapping[str, Any] | None = None
    folder: Path | None = None
    seal: Seal | None = None
    isolated: bool = False
    stopped: tuple[Stopped, ...] = ()
    implementations: Mapping[str, Implementation] = field(default_factory=dict, repr=False, compare=False)

    @property
    def hooks(self) -> frozenset[str]:
        """The names of the hooks it implements."""
        return frozenset(self.implementations)

    @property
    def origin(self) -> str:
        """Where it comes from, in a few words."""
        return f"{self.distribution} {self.version}".strip() or f"the folder or package {self.name}"

    @property
    def recorded(self) -> str:
        """What a decision keeps of it: moves when the distribution, the pack or the code that runs does."""
        pack = f"pack {self.pack.economy.version}" if self.pack else ""
        code = f"code {self.digest}" if self.digest else ""
        return ", ".join(part for part in (f"{self.distribution} {self.version}".strip(), pack, code) if part)
