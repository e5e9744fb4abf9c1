"""Ten thousand bodies that somebody mangled: every answer is a decision or a problem document, none a 5xx."""

import json
import random
from typing import Any

import pytest
from flask.testing import FlaskClient

from greenlane.web.openapi.examples import DEPOSIT, NDJSON, SCRAP

FULL: dict[str, Any] = {
    "reference": "Ü-1",
    "date": "2025-02-24",
    "route": {"export": "DE", "transit": ["SG", "MY"], "import": "TH"},
    "regime": "free_zone",
    "parties": {"importer": {"id": "1", "name": "ร้าน", "size": "small"}},
    "items": [
        {
            "number": 3,
            "commodity_code": "3915.10.00",
            "national_codes": {"MY": "39151010"},
            "description": "เศษพลาสติก, used",
            "origin": "DE",
            "quantity": {"value": 12.5, "unit": "TNE"},
            "value": {"amount": "60000", "currency": "USD", "basis": "FOB"},
            "documents": [{"code": "TH-DIW", "issued": "2024-01-01", "expires": "2026-01-01"}],
            "facts": {"used": True, "polymers": ["PE"], "impurity_percent": 1e-2, "gr_item": 7, "condition_flags": []},
            "materials": [{"commodity_code": "3901", "originating": False, "value": {"amount": 1, "currency": "EUR"}}],
        }
    ],
}
SEEDS = (SCRAP, DEPOSIT, FULL)
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.0, -0.0, 1e300, 10**40, "", " ", "x", "\x00", "\ud800", "💥" * 30, "9" * 5000, [],
    {}, [[]], [None], {"": None}, "2025-02-30", "=1+1", "__proto__", "../../etc/passwd", "'; DROP TABLE decisions;--",
    "NaN",
)  # fmt: skip
RAW = (
    b"NaN", b"-Infinity", b"1e999999999", b"9" * 4301, b"-" + b"9" * 4300, b"1" * 4300, b"1" + b"0" * 5000,
    b"0.0000000000000000000001e-400", b"00", b"'x'", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\x00", b"\\u0000",
    b'"\\ud800"', b'"\\udc00\\ud800"', b"1e5000", b"0x10", b"[" * 2000, b'{"a":' * 500, b"\xef\xbb\xbf", b"\xfe\xff",
    b"// x", b"]", b",", b":",
)  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        found += places(child, (*path, key))
    return found


def swapped(rng: random.Random, document: dict[str, Any]) -> bytes:
    """One to three values replaced by ones of another type, or members added, renamed and removed."""
    root = {"": json.loads(json.dumps(document))}
    for _ in range(rng.randint(1, 3)):
        path = ("", *rng.choice(places(root[""])))
        node: Any = root
        for step in path[:-1]:
            node = node[step]
        match rng.randrange(5):
            case 0 | 1:
                node[path[-1]] = rng.choice(STRANGE)
            case 2 if isinstance(node, dict) and path != ("",):
                node[str(rng.choice(STRANGE))] = node.pop(path[-1])
            case 3 if isinstance(node, list):
                node *= rng.choice((0, 2, 600))
            case _ if path != ("",):
                del node[path[-1]]
        if not isinstance(root[""], dict):
            break
    return json.dumps(root[""], ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")


def mangled(rng: random.Random) -> bytes:
    document = rng.choice(SEEDS)
    body = bytearray(json.dumps(document, ensure_ascii=rng.random() < 0.5).encode())
    at = rng.randrange(len(body))
    match rng.randrange(10):
        case 0:
            for _ in range(rng.randint(1, 4)):
                body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
        case 1:
            del body[at:]
        case 2:
            del body[at : at + rng.randint(1, 8)]
        case 3:
            body[at:at] = rng.choice(RAW)
        case 4:
            body[at:at] = rng.randbytes(rng.randint(1, 8))
        case 5:
            text = body.decode().replace(":", ": " + rng.choice(RAW).decode("latin-1") + ",", 1)
            return text.encode(rng.choice(("utf-8", "utf-16", "utf-32", "latin-1")), "replace")
        case 6:
            name = rng.choice((b"date", b"items", b"route", b"commodity_code"))
            return bytes(body.replace(b'"%s"' % name, b'"%s": 1, "%s"' % (name, name), 1))
        case 7:
            number = rng.choice((b"9" * 4300, b"9" * 4301, b"1e400", b"-0", b"1E+30", b"0." + b"1" * 4300))
            return bytes(body.replace(b'"2025-02-24"', number, 1))
        case _:
            return swapped(rng, document)
    return bytes(body)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_nothing_sent_to_check_gives_a_5xx(client: FlaskClient, seed: int) -> None:
    rng = random.Random(seed)
    statuses = set()
    for _ in range(1000):
        body = mangled(rng)
        answered = client.post("/api/v1/check", data=body, content_type="application/json")
        statuses.add(answered.status_code)
        assert answered.status_code in (200, 400, 413, 422), body
        if answered.status_code != 200:
            problem(answered.content_type, answered.get_json())
        elif rng.random() < 0.2:
            decision_id = answered.get_json()["decision_id"]
            assert client.get(f"/api/v1/decisions/{decision_id}").get_json() == answered.get_json(), body
    assert statuses >= {200, 400, 422}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_nothing_sent_in_bulk_gives_a_5xx(client: FlaskClient, seed: int) -> None:
    rng = random.Random(1000 + seed)
    for _ in range(50):
        lines = [mangled(rng) if rng.random() < 0.7 else NDJSON.encode() for _ in range(rng.randint(1, 12))]
        answered = client.post("/api/v1/checks", data=b"\n".join(lines), content_type="application/x-ndjson")
        assert answered.status_code in (200, 400)
        if answered.status_code != 200:
            problem(answered.content_type, answered.get_json())
            continue
        for one in map(json.loads, answered.data.splitlines()):
            assert one.get("status", 0) < 500, lines
            assert "verdict" in one or one["line"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_no_table_gives_a_5xx(client: FlaskClient, seed: int) -> None:
    rng = random.Random(2000 + seed)
    head = ["reference", "date", "route.import", "commodity_code", "number", "quantity.value", "quantity.unit"]
    head += ["documents", "facts.used", "facts.gr_item", "facts.polymers", "national_codes.MY"]
    good = ["A", "2025-02-24", "TH", "3915.10.00", "1", "12", "TNE", "TH-DIW;VN-QCVN", "true", "7", "PE;PET", "391510"]
    for _ in range(150):
        rows = [head]
        for _ in range(rng.randint(1, 6)):
            rows.append([str(rng.choice(STRANGE))[:60] if rng.random() < 0.15 else one for one in good])
        body = "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
        data = bytearray(body.encode("utf-8", "surrogatepass"))
        if rng.random() < 0.3:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        answered = client.post("/api/v1/checks", data=bytes(data), content_type="text/csv")
        assert answered.status_code in (200, 400, 422), bytes(data)
        if answered.status_code != 200:
            problem(answered.content_type, answered.get_json())
        assert "mistake of ours" not in answered.text


def problem(content_type: str | None, document: dict[str, Any]) -> None:
    assert content_type == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(document)
    for error in document.get("errors", ()):
        assert error["code"] and error["message"]
        assert "pointer" in error or "parameter" in error
