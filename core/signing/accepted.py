"""What was taken in of an economy's signed packs: the newest, so that an older one is known for one."""

from dataclasses import dataclass
from datetime import datetime

from greenlane.core.versions import version_key


@dataclass(frozen=True, slots=True)
class AcceptedPack:
    """A signed pack that was taken in. `digest`: of the manifest that was signed, in hexadecimal digits."""

    economy: str
    version: str
    signed_at: datetime
    key_id: str
    digest: str

    def is_older_than(self, other: "AcceptedPack") -> bool:
        """Whether it goes back behind another of its economy: by its version, or by when it was signed."""
        return version_key(self.version) < version_key(other.version) or self.signed_at < other.signed_at

    def __str__(self) -> str:
        return f"{self.version}, signed on {self.signed_at:%Y-%m-%d %H:%M:%S} UTC"
