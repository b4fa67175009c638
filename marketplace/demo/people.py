"""Who has an account in the demo market, with a password that everybody may read."""

PASSWORD = "langnghe-2026"  # noqa: S105 - the demo accounts' password, printed at start
PEOPLE = {
    "buyer": "mua@example.vn",
    "seller-1": "nha-gom@example.vn",
    "seller-2": "nha-lua@example.vn",
    "promoter": "du-lich@example.vn",
    "approver": "duyet-lang@example.vn",
    "editor": "bien-tap@example.vn",
    "officer": "can-bo@example.vn",
    "officer-2": "can-bo-2@example.vn",
    "commune": "can-bo-xa@example.vn",
    "province": "can-bo-tinh@example.vn",
    "staff": "quan-tri@example.vn",
    "moderator": "kiem-duyet@example.vn",
    "joiner": "dang-ky@example.vn",
    "finance-1": "ke-toan-1@example.vn",
    "finance-2": "ke-toan-2@example.vn",
}
