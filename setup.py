"""Build Greenlane and its compiled hot path. Everything else is in pyproject.toml."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from pathlib import Path

from setuptools import Extension, setup

ROOT = Path(__file__).resolve().parent
FOLDERS = ("core", "plugins", "jurisdictions", "web", "ext")
HTMX = ("django_htmx", "static/django_htmx/htmx-2.min.js")
"""Where the build takes htmx from: a package of build-system.requires; Django is never imported."""
HTMX_SHA256 = "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de"
"""Of htmx 2.0.10, minified."""


def restore_link(folder: str) -> None:
    """Make ``greenlane/<folder>`` lead to ``../<folder>`` again, or say what to do."""
    link = ROOT / "greenlane" / folder
    if (link / "__init__.py").is_file():
        return
    try:
        # A checkout without symbolic links leaves a small text file holding the target.
        if link.is_symlink() or link.is_file():
            link.unlink()
        link.symlink_to(Path("..", folder), target_is_directory=True)
    except OSError as error:
        reason = str(error)
    else:
        if (link / "__init__.py").is_file():
            return
        reason = f"there is no {folder}/__init__.py to lead to"
    raise SystemExit(
        f"greenlane/{folder} should be a link to ../{folder}, and making it failed: {reason}\n"
        "If Git was told not to make symbolic links, run:\n"
        "  git config core.symlinks true && git checkout -- greenlane"
    )


def extensions() -> list[Extension]:
    """Every ``ext/*.pyx`` as ``greenlane.ext.<name>``."""
    sources = sorted((ROOT / "greenlane" / "ext").glob("*.pyx"))
    if not sources:
        return []
    # Imported late, so that the plain metadata can be read without Cython.
    from Cython.Build import cythonize

    modules: list[Extension] = cythonize(
        [
            Extension(
                f"greenlane.ext.{source.stem}",
                [f"greenlane/ext/{source.name}"],
                extra_compile_args=["-O3"],
            )
            for source in sources
        ],
        build_dir="build/cython",
        compiler_directives={"language_level": 3, "embedsignature": True},
    )
    return modules


def bring_htmx() -> None:
    """Put htmx among the files that are served: exactly the version whose digest is written here."""
    package, name = HTMX
    target = ROOT / "greenlane" / "web" / "static" / "vendor" / "htmx.min.js"
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == HTMX_SHA256:
            return
        raise SystemExit(f"htmx comes from the package {package}, which pyproject.toml's build-system.requires names")
    content = (Path(found.submodule_search_locations[0]) / name).read_bytes()
    seen = hashlib.sha256(content).hexdigest()
    if seen != HTMX_SHA256:
        raise SystemExit(f"{name} of {package} has the digest {seen}, not the one written in setup.py: {HTMX_SHA256}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def compile_translations() -> None:
    """Compile each web/translations/<language>/LC_MESSAGES/messages.po to the .mo beside it."""
    sources = sorted((ROOT / "greenlane" / "web" / "translations").glob("*/LC_MESSAGES/*.po"))
    if not sources:
        return
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sources:
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


os.chdir(ROOT)
for name in FOLDERS:
    restore_link(name)
bring_htmx()
compile_translations()

setup(ext_modules=extensions())
