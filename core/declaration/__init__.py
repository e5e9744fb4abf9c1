"""From bytes to a declaration, or to every reason why they are none."""

from greenlane.core.declaration.faults import Fault
from greenlane.core.declaration.normalise import Declaration, Item
from greenlane.core.declaration.reader import NotADeclaration, NotJSON, Reader

__all__ = ["Declaration", "Fault", "Item", "NotADeclaration", "NotJSON", "Reader"]
