"""Shipments as the carriers' documents have them, for tests of their machines."""

from marketplace.shipping.carriers.interface import Box, Good, Party, Shipment

SHOP = Party("Gốm Bát Tràng", "0911222333", "Xóm 3", "Xã Bát Tràng", "Hà Nội")
BUYER = Party("Nguyễn Lan", "0912345678", "12 Hàng Bông", "Phường Hoàn Kiếm", "Hà Nội")


def shipment(**changes) -> Shipment:
    facts = {
        "reference": "VN-1-abc",
        "sender": SHOP,
        "receiver": BUYER,
        "goods": (Good("Bình gốm", 2, 250_000),),
        "weight_g": 1500,
        "box": Box(20, 15, 10),
        "to_collect": 522_000,
        "worth": 500_000,
        "note": "Gọi trước",
    }
    return Shipment(**facts | changes)
