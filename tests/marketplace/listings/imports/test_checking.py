"""Rows are held to the fields of the page, to what was seen, and to what is the producer's own."""

import pytest
from django.utils import translation

from catalogue.facts.services import keep_facts
from marketplace.listings.imports.checking import plain, same
from marketplace.listings.models import Revision
from marketplace.listings.services import propose, send_back
from tests import factories
from tests.marketplace.listings.imports.tables import NEW, applied, sent, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, title="Lọ hoa")


def said(producer, owner, *rows) -> list[tuple]:
    return told(sent(producer, owner, *rows, again=True))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title_vi": ""}, ("title_vi", "This field is required.")),
        (
            {"summary_vi": "x" * 256},
            ("summary_vi", "Ensure this value has at most 255 characters (it has 256)."),
        ),
        ({"price": "999"}, ("price", "Ensure this value is greater than or equal to 1000.")),
        (
            {"price": "1250.000"},
            ("price", "Do you mean 1,250,000 or 1,250? Write it without points."),
        ),
        ({"stock": "-1"}, ("stock", "Ensure this value is greater than or equal to 0.")),
        ({"weight_g": "nặng"}, ("weight_g", "Write a whole number, such as 1.250.000.")),
        ({"ocop_set": ""}, ("ocop_set", "This field is required.")),
        (
            {"ocop_set": "27"},
            ("ocop_set", "There is no such set. Write its number, 1 to 26, from the template."),
        ),
        ({"made_to_order": "maybe"}, ("made_to_order", "Write yes or no.")),
        (
            {"delivery_reach": "4"},
            ("delivery_reach", "Write 1, 2 or 3: within the province, in Vietnam, or abroad, too."),
        ),
    ],
)
def test_new_product_is_refused_as_the_page_refuses(producer, owner, changes, problem):
    assert said(producer, owner, NEW | {"unit_vi": "cái"} | changes) == [("refused", [problem])]


def test_all_problems_of_a_row_are_said_in_every_language(producer, owner):
    made = sent(producer, owner, NEW | {"price": "", "stock": "x"})
    row = made.rows.get()
    assert [key for key, _said in row.problems] == ["price", "stock"]
    assert {frozenset(said) for _key, said in row.problems} == {frozenset(("vi", "en", "id"))}
    assert (
        row.problems[0][1]["vi"] == "Trường này là bắt buộc."
        or row.problems[0][1]["vi"] != (row.problems[0][1]["en"])
    )


def test_words_of_choices_are_read_in_each_language(producer, owner):
    made = sent(
        producer,
        owner,
        NEW | {"ocop_set": "21. Đồ gia dụng", "made_to_order": "Có", "delivery_reach": "2"},
        NEW
        | {"title_vi": "Bát", "made_to_order": "tidak", "delivery_reach": "Anywhere in Vietnam"},
    )
    facts = [row.wants["content"] for row in made.rows.all()]
    assert [(f["ocop_set"], f["made_to_order"], f["delivery_reach"]) for f in facts] == [
        (21, True, 2),
        (21, False, 2),
    ]


def test_code_of_another_is_as_unknown_as_one_of_nobody(producer, owner):
    foreign = factories.make_product()
    sentence = "None of your products has this code."
    assert (
        said(producer, owner, {"code": foreign.code, "price": "9k"}, {"code": "X1", "price": "9k"})
        == [("refused", [("code", sentence)])] * 2
    )


def test_one_product_stands_in_one_row(producer, owner, vase):
    rows = ({"code": vase.code, "price": "260k"}, {"code": vase.code.lower(), "price": "270k"})
    again = "Row 2 is about the same product. Keep one of them."
    assert said(producer, owner, *rows) == [("changed", []), ("refused", [("code", again)])]
    assert said(producer, owner, NEW, NEW) == [("created", []), ("refused", [("code", again)])]


def test_name_that_is_there_asks_for_its_code(producer, owner, vase):
    sentence = (
        f"You have a product of this name: write its code {vase.code} into the row to change it, "
        "or give the new one a name of its own."
    )
    assert said(producer, owner, NEW | {"title_vi": "lọ HOA"}) == [
        ("refused", [("title_vi", sentence)])
    ]


@pytest.mark.parametrize(
    ("seen", "written", "now", "outcome"),
    [
        ("10", "10", 7, "unchanged"),  # three were sold, nobody counted
        ("10", "12", 10, "changed"),
        ("", "12", 7, "changed"),  # seen on the page before it is applied
        ("10", "7", 7, "unchanged"),
        ("10", "12", 7, "refused"),
        ("", "1", 7, "refused"),  # two are held
    ],
)
def test_stock_is_compared_with_what_was_seen(producer, owner, vase, seen, written, now, outcome):
    vase.stockrecords.update(num_in_stock=now, num_allocated=2)
    row = {"code": vase.code, "stock": written, "seen_stock": seen, "price": ""}
    assert [each for each, _problems in said(producer, owner, row)] == [outcome]


def test_price_that_moved_since_the_table_was_made_is_told(producer, owner, vase):
    row = {"code": vase.code, "price": "260000", "seen_price": "240000"}
    [(outcome, [(key, sentence)])] = said(producer, owner, row)
    assert (outcome, key) == ("refused", "price")
    assert "when this table was made, meanwhile it costs" in sentence
    assert sentence.endswith(
        ". Write the price that is now into the last columns, too, or take the table anew."
    )
    same_as_seen = {"code": vase.code, "price": "240000", "seen_price": "240000"}
    assert said(producer, owner, same_as_seen) == [("unchanged", [])]


def test_made_to_order_has_no_stock_and_facts_stay(producer, owner):
    bowl = factories.make_product(producer, title="Bát", made_to_order=True, stock=0)
    assert said(producer, owner, {"code": bowl.code, "stock": "4"}) == [
        ("refused", [("stock", "It is made to order: leave the cell empty.")])
    ]
    [(outcome, [(key, sentence)])] = said(producer, owner, {"code": bowl.code, "weight_g": "2 kg"})
    assert (outcome, key) == ("refused", "weight_g")
    assert sentence == (
        "It is “900” of this product, which a table does not change. Write it again as it was, "
        "or leave the cell empty."
    )
    assert said(producer, owner, {"code": bowl.code, "weight_g": "900"}) == [("unchanged", [])]


def test_texts_are_changed_alone_and_what_waits_is_known(producer, owner, vase):
    made = sent(producer, owner, {"code": vase.code, "title_vi": "Lọ sen", "summary_vi": ""})
    assert made.rows.get().wants == {"content": {"title_vi": "Lọ sen"}}
    propose(producer=producer, product=vase, content={"title_vi": "Lọ sen"}, by=owner)
    assert said(producer, owner, {"code": vase.code, "title_vi": "Lọ sen"}) == [("unchanged", [])]


def test_proposal_that_came_back_is_mended_by_the_table(producer, owner, staff):
    applied(producer, owner, NEW)
    proposal = Revision.objects.get()
    send_back(revision=proposal, note="Giá?", by=staff)
    assert said(producer, owner, NEW) == [("unchanged", [])]
    made = applied(producer, owner, NEW | {"price": "130k"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.content["price"]) == ("submitted", 130_000)
    assert proposal.batch.table == made and Revision.objects.count() == 1


def test_blanks_of_a_spreadsheet_are_no_change():
    assert same("a b\n\nc", " a  b\r\n\r\nc \n") and not same("a b", "a\nb")
    assert plain(" a  b \n c") == ["a b", "c"]


def doubts_of(row) -> list[tuple[str, str]]:
    return [(key, said["en"].partition(",")[0]) for key, said in row.doubts]


def test_names_in_doubt_and_what_the_law_asks_are_told_and_refuse_nothing(producer, owner):
    rows = [
        NEW | {"title_vi": "Lược sừng sừng vân"},
        NEW | {"title_vi": "Lọ hoa Sóc Sơn"},
        NEW | {"title_vi": "Chè xanh", "ocop_set": "11"},
        NEW | {"title_vi": "Lọ hoa trơn"},
    ]
    made = sent(producer, owner, *rows)
    found = list(made.rows.order_by("number"))
    assert [doubts_of(row) for row in found] == [
        [("title_vi", "“sừng sừng”: the same words stand twice in the name.")],
        [("title_vi", "The name says “Sóc Sơn”")],
        [("fact_net_weight", "The law on goods labels asks for: Net weight")],
        [],
    ]
    assert {row.outcome for row in found} == {"created"}
    assert [row.is_doubted for row in found] == [True, True, True, False]
    assert made.counts["doubted"] == 3


def test_facts_are_read_with_the_words_and_kept_where_no_cell_says_otherwise(producer, owner, vase):
    keep_facts({vase.pk: {"height": "12", "glaze": ["celadon"]}})
    cells = {"code": vase.code, "fact_height": "38 cm", "fact_care_vi": "Rửa tay."}
    row = sent(producer, owner, cells).rows.get()
    assert row.wants["content"] == {
        "facts": {"glaze": ["celadon"], "height": "38", "care": {"vi": "Rửa tay."}}
    }
    same_again = sent(producer, owner, {"code": vase.code, "fact_height": "12"}, again=True)
    assert same_again.rows.get().outcome == "unchanged"
    assert said(producer, owner, {"code": vase.code, "fact_glaze": "Men lạ"}) == [
        (
            "refused",
            [
                (
                    "fact_glaze",
                    "“Men lạ” is none of the words to choose from: they stand in the template.",
                )
            ],
        )
    ]
