"""Tables of decisions for tests."""

from catalogue.certificates.tables.columns import COLUMNS
from marketplace.frame.tables_out import csv_bytes, xlsx_bytes

KEYS = [column.key for column in COLUMNS]
ROW = {
    "name": "Chè Suối Giàng",
    "holder_name": "Hộ Lê Văn A",
    "holder_kind": "Hộ kinh doanh",
    "commune": "00577",
    "ocop_set": "11",
    "decision_number": "12/QĐ-UBND",
    "decision_date": "31/12/2025",
    "authority": "UBND thành phố Hà Nội",
    "level": "tỉnh",
    "stars": "3",
    "score": "62,5",
}
# Of a product that is on file already: the decision alone.
DECIDED = {key: ROW[key] for key in KEYS[KEYS.index("decision_number") :] if key in ROW}


def row(**cells) -> dict[str, str]:
    return ROW | cells


def of(thing, **cells) -> dict[str, str]:
    return DECIDED | {"code": thing.code} | cells


def table(*rows: dict[str, str], kind: str = "xlsx") -> bytes:
    cells = [[each.get(key, "") for key in KEYS] for each in rows]
    return csv_bytes(KEYS, cells) if kind == "csv" else xlsx_bytes("1", KEYS, cells)
