"""Build Greenlane and its compiled hot path. Everything else is in pyproject.toml."""

from __future__ import annotations

import os
from pathlib import Path

from setuptools import Extension, setup

ROOT = Path(__file__).resolve().parent
FOLDERS = ("core", "plugins", "jurisdictions", "web", "ext")


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


os.chdir(ROOT)
for name in FOLDERS:
    restore_link(name)

setup(ext_modules=extensions())
