"""An environment of its own for what a test installs, in which Greenlane is as it is here."""

from __future__ import annotations

import sys
import sysconfig
import venv
from pathlib import Path

PROGRAMS = {
    "greenlane": "from greenlane.web.cli import main; main(prog_name='greenlane')",
    "pip": "from pip._internal.cli.main import main; sys.exit(main())",
}


def make(folder: Path) -> Path:
    """The folder of its programs: `python`, `greenlane` and `pip`; what pip installs stays in `folder`."""
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    here = sysconfig.get_path("purelib")
    (site / "zz_this_checkout.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    programs = folder / "bin"
    for name, code in PROGRAMS.items():
        file = programs / name
        file.write_text(f"#!{programs / 'python'}\nimport sys\n{code}\n")
        file.chmod(0o755)
    assert (programs / "python").exists(), sys.executable
    return programs
