"""No name, street, note or step keeps a paper from being made: every document, any Unicode.

The values of each are those of a real purchase, product and month, with the text put into every
field; the same for a sheet of labels. Hypothesis chooses the signs, a few documents a run.
"""

import datetime
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pypdfium2
import pytest
from django.conf import settings as site
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oscar.core.loading import get_model

from catalogue.origin.labels.sheets import SHEETS, Unit, Words, draw_sheets
from catalogue.origin.lots.services import open_lot, record_step, release_lot
from cms.papers import HEAD, TEXT, sheet_of, sign_of
from marketplace.aftersale.documents import issue_confirmation, values_for
from marketplace.frame import typesetting
from marketplace.frame.documents import FONTS, TEMPLATES, render_pdf
from marketplace.frame.typesetting import set_whatever_it_says
from marketplace.ledger import statements
from marketplace.ledger.queries import statement
from marketplace.lots.evidence import values_of
from marketplace.programme.dossiers.paper import values_of as registration_of
from marketplace.programme.dossiers.snapshots import contents_of
from marketplace.purchases.gift_card import card_of
from marketplace.purchases.gifts import Gift
from marketplace.purchases.packing import with_goods
from marketplace.purchases.packing_papers import labels_of, packets_of, slips_of
from marketplace.sell.packing_list_views import paper
from tests import factories
from tests.flows.sale import paid, place
from tests.marketplace.programme.dossiers import cast

sys.path.append(str(Path(site.BASE_DIR, "marketplace", "frame")))
import glyphs

pytestmark = pytest.mark.django_db
READABLE = ["王小明", "さくら", "カタカナ", "김철수", "สมชาย", "Nguyễn Thị Ẵm", "Привет"]
RARE = ["䶮", "㐂", "𠮷", "㛃", "㈱", "ㇷ"]  # Han beyond the basic ones, what stands with Han
SIGNS = st.one_of(
    st.characters(),
    st.characters(min_codepoint=0x300, max_codepoint=0x36F),
    st.characters(min_codepoint=0xE00, max_codepoint=0xE7F),
    st.characters(min_codepoint=0x3040, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x1F000, max_codepoint=0x1FAFF),
)
FEW = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def sale(db) -> dict:
    order = paid([(factories.make_product(price=100_000, stock=9), 1)]).orders.get()
    return values_for(issue_confirmation(order), "vi")


@pytest.fixture
def evidence(product, owner) -> dict:
    lot = open_lot(product=product, quantity=20, by=owner)
    at = timezone.now() - datetime.timedelta(hours=3)
    record_step(lot=lot, step="ceramics.throw", note="x", by=owner, at=at)
    release_lot(lot=lot, by=owner)
    return values_of(product)


@pytest.fixture
def dossier(product, owner) -> dict:
    made = cast.make_filed(product, owner)
    return registration_of(made, contents_of(made), "0" * 64)


@pytest.fixture
def month(producer, monkeypatch) -> dict:
    factories.make_sale(producer, "A", days_ago=0)
    kept: list[dict] = []
    monkeypatch.setattr(statements, "render_pdf", lambda _name, values: kept.append(values))
    statements.statement_pdf(statement(producer, timezone.localdate()))
    return kept[0]


@pytest.fixture
def packed(db) -> dict[str, dict]:
    """The papers of an order that waits to be packed."""
    placed = place([(factories.make_product(price=100_000, stock=9), 1)], "cash").orders.get()
    orders = get_model("order", "Order").objects.filter(pk=placed.pk)
    packets = packets_of(with_goods(orders).select_related("producer__commune__province"))
    listed = paper(
        title="x",
        subtitle="x",
        columns=[("x", ""), ("x", "number"), ("x", "wide")],
        rows=[["x", "1", "x"]],
        sums=[("x", "1")],
        note="x",
        signs=["x"],
    )
    gift = place([(factories.make_product(price=100_000, stock=9), 1)], gift=Gift("x", "x"))
    return {
        "gift_card": card_of(gift.orders.get()),
        "packing_slip": slips_of(packets, "a4", with_prices=True),
        "address_label": labels_of(packets, "a6"),
        "work_list": listed,
    }


@pytest.fixture
def of_village(db) -> dict[str, dict]:
    """The papers of a village: the sign for its gate, its page."""
    village = factories.make_village()
    page = SimpleNamespace(
        village=village,
        locale=SimpleNamespace(language_code="vi"),
        title="x",
        lead="x",
        visit="x",
        body=[],
    )
    sheet = sheet_of(page) | {"lines": [[HEAD, "x"], [TEXT, "x"]], "makers": ["x"]}
    return {"gate_sign": sign_of(village), "village_sheet": sheet}


def saying(values: dict, text: str) -> dict:
    """The values with a text behind each of theirs; a language and a drawing stay."""
    told = glyphs.in_texts(values, lambda each: each if is_fixed(each) else f"{each} {text}")
    return told | {name: values[name] for name in ("language", "size") if name in values}


def is_fixed(value: str) -> bool:
    return value.startswith("<svg")


def made(template: str, values: dict, text: str) -> str:
    told = glyphs.in_texts(saying(values, text), glyphs.cleaned)
    pdf = set_whatever_it_says(TEMPLATES / f"{template}.typ", TEMPLATES, FONTS, told)
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


@given(text=st.text(SIGNS, min_size=1, max_size=25))
@FEW
def test_a_sales_papers_are_made_of_any_text(sale, text):
    assert made("sale", sale, text)


@given(text=st.text(SIGNS, min_size=1, max_size=25))
@FEW
def test_an_evidence_pack_is_made_of_any_text(evidence, text):
    assert made("evidence", evidence, text)


@given(text=st.text(SIGNS, min_size=1, max_size=25))
@FEW
def test_a_months_statement_is_made_of_any_text(month, text):
    assert made("statement", month, text)


@given(text=st.text(SIGNS, min_size=1, max_size=25))
@FEW
def test_a_dossier_is_made_of_any_text(dossier, text):
    assert made("dossier", dossier, text)


@given(text=st.text(SIGNS, min_size=1, max_size=25))
@FEW
def test_papers_for_packing_are_made_of_any_text(packed, text):
    for template, values in packed.items():
        assert made(template, values, text), template


@given(text=st.text(SIGNS, min_size=1, max_size=25))
@FEW
def test_papers_of_a_village_are_made_of_any_text(of_village, text):
    for template, values in of_village.items():
        assert made(template, values, text), template


@given(text=st.text(SIGNS, min_size=1, max_size=25))
@FEW
def test_a_sheet_of_labels_is_made_of_any_text(text):
    assert pages_of(text) == 1


def sheet(text: str) -> bytes:
    target = io.BytesIO()
    units = [Unit("https://cho.vn/P/D00202/L/1/S/23456789", "23456789")]
    words = Words("cho.vn", text, (text,))
    draw_sheets(target, sheet=SHEETS["L7160"], units=units, words=words)
    return target.getvalue()


def pages_of(text: str) -> int:
    with pypdfium2.PdfDocument(sheet(text)) as document:
        return len(document)


def test_names_of_neighbours_are_readable_in_every_paper(
    sale, evidence, month, dossier, packed, of_village
):
    text = " ".join([*READABLE, *RARE])
    papers = {
        "sale": sale,
        "evidence": evidence,
        "statement": month,
        "dossier": dossier,
        **packed,
        **of_village,
    }
    assert set(papers) == {path.stem for path in TEMPLATES.glob("*.typ")}
    for template, values in papers.items():
        told = made(template, values, text)
        assert [name for name in (*READABLE, *RARE) if name not in told] == [], template


@pytest.mark.parametrize("name", READABLE)
def test_names_of_neighbours_are_readable_on_labels(name):
    with pypdfium2.PdfDocument(sheet(name)) as document:
        assert document[0].get_textpage().get_text_range().count(name) == 2


def test_rare_han_are_drawn_on_labels():
    """Their outlines are of a kind that label sheets cannot set: dark dots, no □."""
    with pypdfium2.PdfDocument(sheet("䶮𠮷")) as document:
        assert "□" not in document[0].get_textpage().get_text_range()
        pictures = [each for each in document[0].get_objects(max_depth=9) if each.type == 3]
    assert len(pictures) == 2  # the product's name and the line below it


def test_what_stands_for_letters_is_written_in_letters(sale):
    assert "Lan ⒜ ❤ 葛" in made("sale", sale, "𝓛𝓪𝓷 ⒜ ❤\ufe0f 葛\U000e0100")


def test_a_sign_with_a_mark_of_no_font_leaves_the_same_sign_elsewhere_alone(sale):
    told = made("sale", sale, "v\u20e3 i\u20e3 n\u20e3 王")
    assert "Chợ OCOP v i n 王" in told
    assert "Xác nhận đơn hàng v i n 王" in told
    assert glyphs.MISSING not in told


def test_a_text_full_of_marks_is_set_after_a_few_tries(sale, monkeypatch):
    tries: list[object] = []
    compiled = typesetting.compiled

    def counted(*given):
        tries.append(given)
        return compiled(*given)

    monkeypatch.setattr(typesetting, "compiled", counted)
    assert "abcdefghijkl" in made(
        "sale", sale, "".join(f"{sign}\u20e3\u1dc4" for sign in "abcdefghijkl")
    )
    assert len(tries) <= 8


def test_a_paper_with_everything_at_once_is_made_by_the_program(sale):
    text = "王小明 สมชาย 김철수 Lan 😀 \ud800\x07\ufdd0\u0378 a\u20e3 𓀀 𠮷"
    assert render_pdf("sale", saying(sale, text)).startswith(b"%PDF-1.7")
