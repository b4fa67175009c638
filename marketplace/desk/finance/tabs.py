"""The screens of the finance desk, grouped: a row of groups, below it the screens of one."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# A group's name; then the tab's code, its name and its address for each screen.
GROUPS = [
    (_("Overview"), [("dashboard", _("Overview"), "finance:index")]),
    (
        _("Money in"),
        [
            ("transfers", _("Transfers"), "aftersale-staff:transfers"),
            ("cash", _("Cash"), "aftersale-staff:cash"),
        ],
    ),
    (
        _("Money back"),
        [
            ("refunds", _("Refunds"), "aftersale-staff:refunds"),
            ("disputes", _("Disputes"), "aftersale-staff:disputes"),
            ("chargebacks", _("Chargebacks"), "aftersale-staff:chargebacks"),
        ],
    ),
    (
        _("Producers"),
        [
            ("producers", _("Balances"), "finance:producers"),
            ("payouts", _("Payouts"), "finance:payouts"),
            ("accounts", _("Bank accounts"), "finance:accounts"),
        ],
    ),
    (
        _("Books"),
        [
            ("search", _("Search"), "finance:search"),
            ("books", _("Months"), "finance:books"),
            ("adjustments", _("Adjustments"), "finance:adjustments"),
            ("documents", _("Documents"), "aftersale-staff:documents"),
            ("audit", _("Audit log"), "finance:audit"),
        ],
    ),
    (
        _("Rates and vouchers"),
        [
            ("terms", _("Rates"), "finance:terms"),
            ("vouchers", _("Vouchers"), "finance:vouchers"),
            ("rates", _("Exchange rates"), "aftersale-staff:rates"),
        ],
    ),
]


@dataclass(frozen=True)
class Tab:
    label: object
    url: str
    is_current: bool


def tabs_for(current: str) -> dict[str, list[Tab]]:
    """Give the groups, and the screens of the group that `current` belongs to."""
    groups, screens = [], []
    for label, tabs in GROUPS:
        is_current = current in {code for code, _label, _url in tabs}
        groups.append(Tab(label, reverse(tabs[0][2]), is_current))
        if is_current and len(tabs) > 1:
            screens = [Tab(name, reverse(url), code == current) for code, name, url in tabs]
    return {"groups": groups, "screens": screens}


NAMES = {code: label for _group, tabs in GROUPS for code, label, _url in tabs}
# Pages that are no tab themselves, by the tab that they belong to.
PAGES = {
    "dashboard": ["finance:index"],
    "producers": [
        "finance:producer",
        "finance:producer-file",
        "finance:money-in",
        "finance:producer-terms",
        "finance:stripe-account",
    ],
    "payouts": [
        "finance:propose",
        "finance:batch",
        "finance:batch-file",
        "finance:decide",
        "finance:send",
        "finance:results-upload",
        "finance:results",
        "finance:results-apply",
        "finance:end-line",
        "finance:line-qr",
    ],
    "accounts": ["finance:verify"],
    "search": ["finance:transaction"],
    "books": ["finance:journal", "finance:tax", "finance:tax-file", "finance:tax-paid"],
    "adjustments": ["finance:adjustment-new", "finance:adjustment-decide"],
    "vouchers": ["finance:voucher", "finance:voucher-new"],
    "terms": ["finance:term", "finance:market-terms"],
    "transfers": [
        f"aftersale-staff:{page}"
        for page in ("upload", "statement", "import", "transfer", "assign", "send-back", "bounce")
    ],
    "refunds": [
        f"aftersale-staff:{page}"
        for page in ("refund-file", "refund-file-xlsx", "refund-qr", "refund-step", "cancel")
    ],
    "disputes": [
        "aftersale-staff:dispute",
        "aftersale-staff:picture",
        "aftersale-staff:exchange-step",
    ],
    "chargebacks": ["aftersale-staff:chargeback-note"],
    "documents": ["aftersale-staff:document", "aftersale-staff:e-invoice"],
}
TAB_OF = {page: code for code, pages in PAGES.items() for page in pages}


def screen_name(page: str) -> str:
    """Name the screen that a page of the audit log belongs to; an unknown one keeps its code."""
    code = TAB_OF.get(page, page.rpartition(":")[2])
    return str(NAMES.get(code, page))
