"""Variants told by a producer: what is lacking or doubled is said at its field, nothing is lost."""

import pytest
from django.urls import reverse

from catalogue.models import Publication
from catalogue.products.variants import MOST_VARIANTS
from marketplace.listings.models import Revision
from marketplace.listings.services import propose, publish_revision
from marketplace.listings.variants import told_of
from marketplace.listings.variants_form import MARK, VariantsForm
from tests import factories

pytestmark = pytest.mark.django_db
SMALL = {"label_vi": "100 g", "price": "120.000", "stock": "5"}
LARGE = {"label_vi": "500 g", "price": "500000", "stock": "3", "code": "TRA-500"}


def posted(*rows: dict, axis: str = "pack", **more) -> dict:
    data = {MARK: "1", "variants-axis": axis} | more
    for number, row in enumerate(rows):
        data |= {f"v{number}-label_vi": ""} | {f"v{number}-{k}": v for k, v in row.items()}
    return data


def form_of(producer, *rows, product=None, told=None, goes_on=True, **more) -> VariantsForm:
    return VariantsForm(
        posted(*rows, **more), producer=producer, product=product, told=told, goes_on=goes_on
    )


def errors(form: VariantsForm) -> dict:
    assert not form.is_valid()
    found = {name: list(said) for row in form.rows for name, said in row.errors.items()}
    axis = form.axis.errors.items()
    found |= {name: list(said) for name, said in axis if name != "__all__"}
    return found | ({"": form.problem} if form.problem else {})


def test_rows_become_what_a_proposal_carries_with_the_lowest_price_and_all_stock(producer):
    form = form_of(producer, SMALL, LARGE, {})
    assert form.is_valid()
    assert form.proposed_content() == {
        "variants": {
            "axis": "pack",
            "rows": [
                {"label": {"vi": "100 g"}, "price": 120_000, "stock": 5, "code": "",
                 "weight_g": None, "picture": ""},
                {"label": {"vi": "500 g"}, "price": 500_000, "stock": 3, "code": "TRA-500",
                 "weight_g": None, "picture": ""},
            ],
        },
        "stock": 8,
        "price": 120_000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "axis", "said"),
    [
        ([SMALL], "pack", {"": "Hãy ghi ít nhất hai phân loại, hoặc chọn không có phân loại."}),
        ([], "pack", {"": "Hãy ghi ít nhất hai phân loại, hoặc chọn không có phân loại."}),
        ([SMALL, LARGE], "", {"axis": ["Vui lòng chọn các phân loại khác nhau ở điểm nào."]}),
        ([SMALL, {"price": "1000"}], "pack", {"label_vi": ["Vui lòng ghi tên phân loại."]}),
        ([SMALL, {"label_vi": "1 kg"}], "pack", {"price": ["Vui lòng ghi giá."]}),
        (
            [SMALL, LARGE | {"label_vi": "100  G"}],
            "pack",
            {"label_vi": ["Đã có phân loại khác mang tên này."]},
        ),
        (
            [SMALL | {"code": "TRA-500"}, LARGE],
            "pack",
            {"code": ["Mã này bạn đang dùng cho mặt hàng khác."]},
        ),
    ],
)
def test_what_is_lacking_or_doubled_is_said_at_its_field(producer, rows, axis, said):
    assert errors(form_of(producer, *rows, axis=axis)) == said


@pytest.mark.parametrize(("grams", "fits"), [(10**6, True), (10**6 + 1, False)])
def test_a_variant_weighs_a_ton_at_most(producer, grams, fits):
    heavy = LARGE | {"weight_g": str(grams)}
    assert form_of(producer, SMALL, heavy, axis="pack").is_valid() is fits


def test_code_of_other_goods_is_refused_and_that_of_another_producer_says_nothing(producer):
    own = factories.make_product(producer).stockrecords.get().partner_sku
    foreign = factories.make_product().stockrecords.get().partner_sku
    said = {"code": ["Mã này bạn đang dùng cho mặt hàng khác."]}
    assert errors(form_of(producer, SMALL, LARGE | {"code": own})) == said
    assert form_of(producer, SMALL, LARGE | {"code": foreign}).is_valid()


def test_step_that_is_kept_for_later_may_lack_prices_and_a_second_one(producer):
    form = form_of(producer, {"label_vi": "100 g"}, goes_on=False)
    assert form.is_valid()
    assert form.proposed_content()["variants"]["rows"][0]["price"] is None


def test_no_variants_take_back_those_that_a_draft_had(producer):
    form = form_of(producer, axis="")
    assert form.is_valid()
    assert form.proposed_content() == {"variants": {}}


def test_page_without_these_fields_changes_nothing(producer, product):
    form = VariantsForm({"title_vi": "x"}, producer=producer, product=product)
    assert (form.is_valid(), form.proposed_content()) == (True, {})


def test_there_are_as_many_rows_as_variants_at_most(producer):
    rows = [SMALL | {"label_vi": f"{n} g"} for n in range(MOST_VARIANTS + 5)]
    form = form_of(producer, *rows)
    assert len(form.rows) == MOST_VARIANTS


def test_first_row_of_a_product_is_what_is_sold_and_takes_no_price(producer, product):
    form = form_of(producer, {"label_vi": "100 g", "price": "1"}, LARGE, product=product)
    assert form.is_valid()
    rows = form.proposed_content()["variants"]["rows"]
    assert ["price" in row for row in rows] == [False, True]
    left_out = form_of(producer, {}, LARGE, SMALL, product=product)
    assert errors(left_out) == {"label_vi": ["Vui lòng ghi tên phân loại."]}


def test_variant_of_another_product_is_refused(producer, product):
    factories.make_variants(product, "100 g", "500 g", axis="pack")
    other = factories.make_variants(factories.make_product(), "S", "M")
    foreign = factories.variant_of(other, "S").pk
    said = errors(form_of(producer, SMALL | {"pk": foreign}, LARGE, product=product))
    assert said == {"label_vi": ["Phân loại này không còn thuộc sản phẩm."]}


def test_what_is_so_already_is_no_proposal(producer, product):
    factories.make_variants(product, "100 g", "500 g", axis="pack")
    shown = VariantsForm(None, producer=producer, product=product)
    rows = [
        {name: row[name].value() or "" for name in row.fields if name != "remove"}
        for row in shown.rows
    ]
    form = form_of(producer, *rows, product=product)
    assert form.is_valid()
    assert form.proposed_content() == {}


def test_told_in_the_steps_sent_published_and_changed(client, producer, owner, staff):
    client.force_login(owner)
    content = {"title_vi": "Trà sen", "summary_vi": "Ướp hoa.", "ocop_set": 21}
    draft = Revision.objects.create(producer=producer, content=content, created_by=owner)
    path = reverse("sell:draft-price", args=[draft.pk])
    data = posted(SMALL, LARGE) | {"delivery_reach": "3", "weight_g": "300"}
    assert client.post(path, data | {"stay": "1"}).url == path
    assert "500 g" in client.get(path).content.decode()
    assert client.post(path, data).url == reverse("sell:draft-story", args=[draft.pk])
    draft.refresh_from_db()
    draft = propose(
        producer=producer, product=None, content=draft.content, by=owner, revision=draft
    )
    product = publish_revision(revision=draft, by=staff)
    product.refresh_from_db()
    assert product.publication == Publication.PUBLISHED
    assert (product.price, product.highest_price) == (120_000, 500_000)
    stock = [(each.label, each.record.num_in_stock) for each in product.variants.all()]
    assert stock == [("100 g", 5), ("500 g", 3)]
    assert factories.variant_of(product, "500 g").record.partner_sku == "TRA-500"

    page = client.get(reverse("sell:texts", args=[product.pk])).content.decode()
    assert "TRA-500" in page
    large = factories.variant_of(product, "500 g").pk
    kept = {"label_vi": "Hộp 500 g", "pk": large, "code": "TRA-500"}
    texts = {"title_vi": "Trà sen", "summary_vi": "Ướp hoa."}
    client.post(
        reverse("sell:texts", args=[product.pk]),
        posted(kept, {"label_vi": "1 kg", "price": "900k"}) | texts,
    )
    change = Revision.objects.get(product=product, state=Revision.State.SUBMITTED)
    client.force_login(staff)
    review = client.get(reverse("moderation:review", args=[change.pk])).content.decode()
    assert "Hộp 500 g" in review
    assert "Không bán nữa" in review
    publish_revision(revision=change, by=staff)
    offered = [row["label"]["vi"] for row in told_of(product)["rows"]]
    assert offered == ["Hộp 500 g", "1 kg"]
