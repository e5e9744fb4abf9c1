"""Fifty texts that somebody might type who means no good, or who only has an odd name."""

from __future__ import annotations

from typing import Final

RUN: Final = "window.__ran=1;alert(1)"

HOSTILE: Final = (
    # Markup and scripts.
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f'"><script>{RUN}</script>',
    f"'><img src=x onerror={RUN}>",
    f'" autofocus onfocus="{RUN}',
    f"' onmouseover='{RUN}",
    f"</textarea><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<a href='javascript:{RUN}'>here</a>",
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}//",
    f"data:text/html,<script>{RUN}</script>",
    f"<details open ontoggle={RUN}>",
    f"<body onload={RUN}>",
    f"<button formaction=javascript:{RUN}>",
    f"<div hx-get='/console' hx-trigger='load' hx-on:click='{RUN}'>",
    f"<math><mtext><table><mglyph><style><img src onerror={RUN}>",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><input name=csrf>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &#60;b&#62;",
    "<b>bold</b> <h1>heading</h1>",
    # Templates, formats, queries, paths.
    "{{7*7}} {{config}} {% include '/etc/passwd' %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%s%s%n %(name)s {0} {name}",
    "'; DROP TABLE decisions; --",
    "\" OR \"1\"=\"1",
    "1 UNION SELECT password_hash FROM users",
    "%' OR name LIKE '%",
    "../../../../etc/passwd",
    "%00 %0d%0aSet-Cookie:%20a=b %2e%2e%2f",
    "$(reboot) `id` | id; id && id",
    # Spreadsheets.
    "=1+1",
    '=HYPERLINK("http://evil.example","here")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1-1",
    "-2+3+cmd|' /C calc'!A0",
    # Letters.
    "\u202egnp.exe \u202d right to left",
    "Ñandú Việt Nam 대한민국 ไทย 中国 \U0001f6a2\U0001f1f2\U0001f1fe",
    "Z̸̢̛a͏l̴g̸o̵ e\u0301 \ufeff\u200b\u200d hidden",
    "null undefined NaN true None \\0 \\x00 \ufffd",
    "\\\"'`<>&;/\\",
    "a" * 3000,
    "one,two;three\tfour \"five\"",
)
assert len(HOSTILE) == 50
