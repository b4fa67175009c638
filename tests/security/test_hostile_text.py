"""The hostile-text sweep: what people type is text wherever it is shown, and nothing else.

Every column that people type into is filled with script, template syntax, a formula and a mark
that turns the direction of writing. Then all pages, tables and mails are read: no element, no
computed template, no cell that a spreadsheet would compute, no header that a mail would take.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests.security.addresses import Address, addresses
from tests.security.asking import ask
from tests.security.cast import MARKED, Cast
from tests.security.faces import OFFICES, may_open, roles_for

pytestmark = pytest.mark.django_db

TEXT = '=1+1"><script>zq</script>{{7777*7}}${7777*7}\u202e javascript:zq'
RAW = ("<script>zq", "zq</script>")  # as an element; escaped they read otherwise
COMPUTED = "54439"
FORMULA = "=1+1"
# Further columns that people type into, public ones: MARKED has the private ones.
PUBLIC = {
    "accounts.User": "first_name last_name",
    "catalogue.Product": "title title_vi title_en title_ind summary_vi summary_en summary_ind "
    "story_vi story_en story_ind unit_vi unit_en unit_ind",
    "catalogue.ProductImage": "caption",
    "certificates.Certificate": "decision_number authority",
    "certificates.Proposal": "title note answer",
    "discounts.Voucher": "name",
    "order.Line": "title partner_name",
    "origin.Lot": "standards state_note",
    "origin.LotAttachment": "caption",
    "origin.LotMaterial": "name where_from",
    "places.Village": "name craft_vi craft_en craft_ind summary_vi summary_en summary_ind",
    "producers.Producer": "name address story_vi story_en story_ind",
    "product_reviews.Review": "name text found words answer",
    "product_reviews.ReviewAct": "words",
    "product_reviews.ReviewReport": "note",
    "wagtailcore.Page": "title draft_title seo_title search_description",
}


def fill() -> int:
    """Write the text into every typed column of every row; return how many columns took it."""
    filled = 0
    columns = {table: names for table, (_kind, names) in MARKED.items()}
    for table, names in [*columns.items(), *PUBLIC.items()]:
        model: Any = apps.get_model(table)
        for name in names.split():
            most = model._meta.get_field(name).max_length or len(TEXT)
            try:
                with transaction.atomic():
                    filled += bool(model._base_manager.order_by().update(**{name: TEXT[:most]}))
            except DatabaseError:  # a unique column, or a table whose rows never change
                continue
    return filled


@pytest.fixture
def filled(cast) -> Cast:
    """The market with hostile text; the test's own transaction takes it back."""
    assert fill() > 60
    return cast


def faults_of(kind: str, content: bytes) -> Iterator[str]:
    """Name what of the text has come alive in an answer."""
    if kind.startswith(("text/html", "image/svg", "application/xml", "text/xml")):
        body = content.decode("utf-8", "replace")
        yield from (f"shows {raw} as it came" for raw in RAW if raw in body)
    if kind.startswith("text/csv"):
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        rows_by_comma = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        for row in (*rows, *rows_by_comma):
            yield from (f"has the formula {cell!r}" for cell in row if cell.startswith(FORMULA))
    if "spreadsheetml" in kind:
        for sheet in load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                yield from (f"has a formula in {c.coordinate}" for c in row if c.data_type == "f")
    if COMPUTED.encode() in content and "pdf" not in kind and "spreadsheetml" not in kind:
        yield "computed a template's expression"


def readers(address: Address) -> Iterator[str]:
    """One role of each kind that may open an address."""
    for role in roles_for(address):
        if may_open(address, role) and role in (
            "stranger",
            "buyer",
            "owner",
            "finance",
            "officer",
            "moderator",
            "superuser",
        ):
            yield role


def test_typed_text_stays_text_on_every_page(filled, draw):
    faults = []
    asked = [each for each in addresses(filled.a)[0] if not OFFICES.match(each.bare)]
    for address in draw(draw.part(asked), 20):
        for role in readers(address):
            answer = ask(filled, role, "GET", address.path)
            at = f"{role}: {address.path}"
            faults += [f"{at} {fault}" for fault in faults_of(answer.kind, answer.content)]
            if answer.status >= 500:
                faults.append(f"{at} answered {answer.status}: {answer.error}")
    assert not faults, "\n".join(faults)


NAMES = {
    "producer",
    "name",
    "by",
    "title",
    "text",
    "note",
    "reason",
    "product",
    "subject",
    "village",
    "holder",
    "buyer",
}


def poisoned(value: Any, key: str = "") -> Any:
    """Write the text, with a header of its own, in place of each name and note of a mail."""
    if isinstance(value, dict):
        return {name: poisoned(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, key) for each in value]
    return f"{TEXT}\r\nBcc: zq@example.vn" if isinstance(value, str) and key in NAMES else value


def test_typed_text_stays_text_in_every_mail(filled):
    faults, kinds = [], set()
    for message in MailMessage.objects.all():
        context = poisoned(message.context)
        kinds.add(message.template)
        message.context = context
        mail = compose(message)
        sent = mail.message()
        faults += [f"{message.template}: Bcc taken" for name in sent if name.lower() == "bcc"]
        for part in sent.walk():
            if part.get_content_type() == "text/html":
                html = part.get_payload(decode=True).decode()
                faults += [
                    f"{message.template} {fault}" for fault in faults_of("text/html", html.encode())
                ]
    assert len(kinds) > 5
    assert not faults, "\n".join(faults)
