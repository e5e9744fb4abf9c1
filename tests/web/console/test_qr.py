"""The QR code that is drawn is the one that was made, module by module."""

from __future__ import annotations

import re

import segno

from greenlane.web.console.qr import QUIET, qr


def test_the_path_draws_every_dark_module_and_no_other() -> None:
    text = "otpauth://totp/Greenlane:minh?secret=ZDGHMA6ZLORVPW4U45XRUFACJ5KOLTH4&issuer=Greenlane"
    made = qr(text)
    matrix = segno.make(text, error="m", micro=False).matrix
    assert made.size == len(matrix) + 2 * QUIET
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", made.path)
    assert "".join(f"M{x} {y}h{out}v1h-{back}z" for x, y, out, back in runs) == made.path
    drawn = {(int(x) + one, int(y)) for x, y, out, _ in runs for one in range(int(out))}
    dark = {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert drawn == dark
    assert all(out == back for _, _, out, back in runs)
