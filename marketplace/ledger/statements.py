"""A producer's month on paper (PDF) and as a table (XLSX), in the reader's language."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.frame.documents import render_pdf
from marketplace.frame.money import format_dong
from marketplace.frame.tables_out import xlsx_bytes
from marketplace.ledger.queries import Movement, Statement


def column_names() -> dict[str, str]:
    return {
        "goods": _("Goods"),
        "delivery": _("Delivery"),
        "discount": _("Your discounts"),
        "commission": _("Commission and VAT"),
        "tax": _("Tax withheld"),
        "moved": _("Paid"),
        "other": _("Corrections"),
    }


def month_name(statement: Statement) -> str:
    return date_format(statement.month, "YEAR_MONTH_FORMAT")


def named(movement: Movement) -> str:
    """Say what a movement is: the kind, and the order or reference it is for."""
    posted = movement.posted
    return f"{posted.get_kind_display()} {posted.order_number or posted.source_reference}"


def file_name(statement: Statement) -> str:
    return f"{statement.producer.slug}-{statement.month:%Y-%m}"


def statement_pdf(statement: Statement) -> bytes:
    """Set the statement: opening, each movement with its order, closing."""
    language = get_language() or "vi"

    def money(amount: int) -> str:
        return format_dong(amount, language) if amount else "–"

    names = column_names()
    used = [name for name in names if any(m.columns[name] for m in statement.movements)]
    today = timezone.localdate()
    values = {
        "language": language[:2],
        "title": _("Statement"),
        "month": month_name(statement),
        "date": [today.year, today.month, today.day],
        "shop": settings.OSCAR_SHOP_NAME,
        "operator": settings.SHOP_OPERATOR,
        "producer": [
            statement.producer.name,
            statement.producer.address,
            *(
                [f"{_('Tax code')} {statement.producer.tax_code}"]
                if statement.producer.tax_code
                else []
            ),
        ],
        "columns": [_("Day"), _("What"), *(names[name] for name in used), _("Owed to you")],
        "opening": [_("At the start of the month"), money(statement.opening)],
        "rows": [
            [
                date_format(timezone.localtime(m.posted.booked_at), "SHORT_DATE_FORMAT"),
                named(m),
                *(money(m.columns[name]) for name in used),
                format_dong(m.owed, language),
            ]
            for m in statement.movements
        ],
        "totals": [_("Sums"), *(money(statement.totals[name]) for name in used)],
        "closing": [_("At the end of the month"), format_dong(statement.closing, language)],
        "note": _(
            "The market keeps no money for you: this is what it owes you, or, below zero, what "
            "you owe it. Tax withheld is paid to the tax office in your name."
        ),
        "none": _("Nothing moved in this month."),
    }
    return render_pdf("statement", values)


def statement_xlsx(statement: Statement) -> bytes:
    names = column_names()
    header: list[object] = [
        _("Day"),
        _("What"),
        _("Order"),
        _("Reference"),
        *names.values(),
        _("Sum"),
        _("Owed to you"),
    ]
    rows = [
        [
            timezone.localtime(m.posted.booked_at).date(),
            m.posted.get_kind_display(),
            m.posted.order_number,
            m.posted.source_reference,
            *(m.columns[name] for name in names),
            m.amount,
            m.owed,
        ]
        for m in statement.movements
    ]
    above: list[list[object]] = [
        [statement.producer.name, month_name(statement)],
        [_("At the start of the month"), statement.opening],
        [_("At the end of the month"), statement.closing],
        [],
    ]
    return xlsx_bytes(f"{statement.month:%Y-%m}", header, rows, above)
