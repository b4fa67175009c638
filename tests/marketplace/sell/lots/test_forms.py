"""What a producer fills in of lots, labels and recalls: days, numbers, what each mistake is told."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from catalogue.origin.lots.services import open_lot
from catalogue.origin.lots.steps import crafts
from marketplace.sell.lots.forms import (
    DetailsForm,
    DocumentForm,
    LotForm,
    MaterialForm,
    PrintForm,
    ReasonForm,
    RecallForm,
    SheetForm,
    SoldForm,
    StepForm,
)
from tests import factories
from tests.clock import read

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def errors_of(form) -> dict[str, list[str]]:
    return {name: [str(one) for one in said] for name, said in form.errors.items()}


def lot_form(made, **changes) -> LotForm:
    facts = {"product": made.pk, "quantity": 10, "made_on": timezone.localdate()}
    return LotForm(facts | changes, producer=made.producer)


@pytest.mark.parametrize(
    ("quantity", "fits"), [(0, False), (1, True), (1_000_000, True), (1_000_001, False)]
)
def test_a_lot_holds_from_one_to_a_million(product, quantity, fits):
    assert lot_form(product, quantity=quantity).is_valid() is fits


@pytest.mark.parametrize(
    ("made_on", "said"),
    [
        (lambda: timezone.localdate() + DAY, ["This day is still to come."]),
        (timezone.localdate, None),
        (datetime.date(2015, 1, 1), None),
        (datetime.date(2014, 12, 31), ["Please check the year."]),
    ],
)
def test_a_lot_was_made_on_a_day_that_was(product, made_on, said):
    assert errors_of(lot_form(product, made_on=read(made_on))).get("made_on") == said


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (1, True)])
def test_a_lot_ends_no_sooner_than_it_was_made(product, days, fits):
    said = errors_of(lot_form(product, best_before=timezone.localdate() + days * DAY))
    assert said == ({} if fits else {"best_before": ["This is before the day it was made."]})


def test_shelf_life_of_the_product_says_when_a_lot_ends_unless_it_is_said(product):
    product.shelf_life_days = 30
    product.save()
    today = timezone.localdate()
    form, told = lot_form(product), lot_form(product, best_before=today + DAY)
    assert form.is_valid() and told.is_valid()
    assert form.cleaned_data["best_before"] == today + 30 * DAY
    assert told.cleaned_data["best_before"] == today + DAY


def test_a_lot_is_of_a_product_of_ones_own(product):
    assert list(errors_of(lot_form(product, product=factories.make_product().pk))) == ["product"]


def step_form(at, **changes) -> StepForm:
    craft = next(iter(crafts().values()))
    return StepForm({"step": "own", "own_step": "Phơi", "at": at} | changes, craft=craft)


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M:%S")


def test_a_step_of_ones_own_needs_a_name():
    now = local(timezone.now() - datetime.timedelta(minutes=5))
    assert errors_of(step_form(now)) == {}
    assert errors_of(step_form(now, own_step=" ")) == {"own_step": ["Please name the step."]}


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (lambda: timezone.now() + DAY, ["This time is still to come."]),
        (datetime.datetime(2014, 12, 31, 12, tzinfo=datetime.UTC), ["Please check the year."]),
    ],
)
def test_a_step_happened_at_a_time_that_was(moment, said):
    assert errors_of(step_form(local(read(moment)))) == {"at": said}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 x", None),
        (b"<html>", ["file"]),
        (b"%PDF-" + b"x" * (10 * 1024 * 1024 - 5), None),
        (b"%PDF-" + b"x" * (10 * 1024 * 1024 - 4), ["The file is larger than 10 MB."]),
    ],
    ids=["pdf", "page", "ten megabytes", "more"],
)
def test_a_document_is_a_pdf_or_a_picture_of_ten_megabytes_at_most(content, said):
    file = SimpleUploadedFile("a.pdf", content)
    found = errors_of(DocumentForm({"caption": "Phiếu"}, {"file": file}))
    if said == ["file"]:
        assert list(found) == ["file"]
    else:
        assert found == ({"file": said} if said else {})


@pytest.fixture
def lot(product, owner):
    return open_lot(product=product, quantity=50, by=owner, number="L-7")


@pytest.mark.parametrize("point", [{"latitude": "21.0"}, {"longitude": "105.8"}])
def test_a_point_has_both_numbers_or_none(lot, point):
    assert errors_of(DetailsForm(point, instance=lot)) == {
        "longitude": ["A point needs both numbers, or none."]
    }
    both = {"latitude": "21.0", "longitude": "105.8"}
    assert (
        errors_of(DetailsForm(both, instance=lot)) == errors_of(DetailsForm({}, instance=lot)) == {}
    )


def test_a_material_says_where_it_came_from_or_from_whom():
    said = {"where_from": ["Please say where it came from, or from whom."]}
    assert errors_of(MaterialForm({"name": "Cao lanh", "uom": "KGM"})) == said
    for known in ({"where_from": "Hải Dương"}, {"supplier": "Mỏ Trúc Thôn"}):
        assert errors_of(MaterialForm({"name": "Cao lanh", "uom": "KGM"} | known)) == {}


@pytest.mark.parametrize(
    ("sheet", "cell", "said"),
    [
        ("L7160", 1, None),
        ("L7160", 21, None),
        ("L7160", 22, ["This sheet has 21 labels."]),
        ("L7651", 65, None),
        ("L7651", 66, ["Ensure this value is less than or equal to 65."]),
    ],
)
def test_the_first_free_label_is_on_the_sheet(sheet, cell, said):
    found = errors_of(SheetForm({"sheet": sheet, "start_cell": cell}))
    assert found == ({"start_cell": said} if said else {})


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, ["Ensure this value is greater than or equal to 1."]),
        (50, None),
        (51, ["The lot has room for 50 more labels."]),
    ],
)
def test_no_more_labels_than_goods_are_printed(lot, count, said):
    form = PrintForm({"sheet": "L7160", "start_cell": 1, "count": count}, lot=lot)
    assert errors_of(form) == ({"count": said} if said else {})
    assert form.fields["count"].help_text == "At most 50: one for each of the lot."


def test_a_second_code_has_no_room_on_small_labels(lot):
    facts = {"start_cell": 1, "count": 1, "hidden": "on"}
    assert errors_of(PrintForm(facts | {"sheet": "L7160"}, lot=lot)) == {}
    assert errors_of(PrintForm(facts | {"sheet": "L7651"}, lot=lot)) == {
        "hidden": ["There is no room for it on the small labels (L7651)."]
    }


@pytest.mark.parametrize(
    ("reason", "fits"), [("", False), ("  ", False), ("x" * 200, True), ("x" * 201, False)]
)
def test_a_reason_is_given_in_two_hundred_letters(reason, fits):
    assert ReasonForm({"reason": reason}).is_valid() is fits


def test_serials_are_read_as_people_copy_them():
    form = SoldForm({"serials": " abc-123 \n\n0OIL1\r\nabc-123"})
    assert form.is_valid()
    assert all(serial == serial.upper() for serial in form.cleaned_data["serials"])
    assert list(errors_of(SoldForm({"serials": " \n"}))) == ["serials"]


def test_a_recall_needs_a_reason_and_a_tick():
    assert errors_of(RecallForm({"reason": "Chì", "is_sure": "on"})) == {}
    assert errors_of(RecallForm({"reason": " "})) == {
        "reason": ["This field is required."],
        "is_sure": ["Please tick this to recall the lot."],
    }
