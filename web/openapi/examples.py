"""Examples in the document and on the page. A test runs each."""

import json
from typing import Any, Final

Json = dict[str, Any]

SCRAP: Final[Json] = {
    "reference": "INV-2025-0117",
    "date": "2025-02-24",
    "route": {"import": "TH"},
    "items": [{"commodity_code": "3915.10.00", "description": "LDPE film scrap"}],
}
DEPOSIT: Final[Json] = {
    "date": "2025-02-24",
    "route": {"export": "KR", "import": "VN"},
    "items": [
        {
            "commodity_code": "3915.90.10",
            "quantity": {"value": "120", "unit": "TNE"},
            "value": {"amount": "60000", "currency": "USD", "basis": "CIF"},
            "documents": [{"code": "VN-ENV-LICENCE"}, {"code": "VN-QCVN"}],
            "facts": {"importer_is_plant": True, "purpose": "own_production"},
        }
    ],
}
CHECK: Final = {
    "scrap": {"summary": "Plastic scrap to Thailand", "value": SCRAP},
    "deposit": {"summary": "PET scrap to Viet Nam, without the deposit", "value": DEPOSIT},
}
NDJSON: Final = "".join(json.dumps(one) + "\n" for one in (SCRAP, DEPOSIT))
CSV: Final = """\
reference,date,route.import,commodity_code,quantity.value,quantity.unit,documents,facts.purpose
A-1,2025-02-24,TH,3915.10.00,,,,
A-2,2025-02-24,VN,3915.90.10,120,TNE,VN-ENV-LICENCE;VN-QCVN,own_production
A-2,,,7204.49.00,500,TNE,,own_production
"""
