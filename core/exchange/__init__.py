"""Rule sets and drafts as files that people work on, YAML and XLSX: out, and in again to the same entries."""

from greenlane.core.exchange.imported import Imported, ImportFault, ImportRefused
from greenlane.core.exchange.xlsxfile import read_xlsx, write_xlsx
from greenlane.core.exchange.yamlfile import read_yaml, write_yaml

__all__ = ["ImportFault", "ImportRefused", "Imported", "read_xlsx", "read_yaml", "write_xlsx", "write_yaml"]
