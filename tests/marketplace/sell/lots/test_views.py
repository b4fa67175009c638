"""A producer opens a lot, tells its steps and mends what is missing; strangers see nothing."""

import datetime
import io
import re

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from catalogue.origin.lots.services import open_lot, record_step, release_lot
from catalogue.origin.models import Lot, LotAttachment, TraceEvent
from marketplace.files.pictures import PHOTO_SIDE
from marketplace.frame.folding import fold
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def url(name: str, *args) -> str:
    return reverse(f"lots:{name}", args=args)


def photo(
    size=(2400, 1800), colour=(160, 90, 40), kind="JPEG", exif=None, name="p.jpg"
) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind, **({"exif": exif} if exif else {}))
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


@pytest.fixture
def lot(product, owner):
    return open_lot(product=product, quantity=50, by=owner)


def opened(client, product, **fields):
    today = timezone.localdate().isoformat()
    return client.post(
        url("new"), {"product": product.pk, "quantity": "40", "made_on": today} | fields
    )


def test_lot_is_opened_with_four_answers(client, owner, product):
    client.force_login(owner)
    answer = opened(client, product, picture=photo())
    lot = Lot.objects.get()
    assert answer.url == url("detail", lot.pk)
    assert (lot.product, lot.quantity, lot.state) == (product, 40, Lot.State.OPEN)
    assert lot.number == f"{timezone.localdate():%y%m%d}-1"
    assert lot.attachments.count() == 1


def test_shelf_life_of_the_product_gives_best_before(client, owner, producer):
    tea = factories.make_product(producer, set_number=11, shelf_life_days=30)
    client.force_login(owner)
    opened(client, tea)
    lot = Lot.objects.get()
    assert lot.best_before == lot.made_on + datetime.timedelta(days=30)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("quantity", "0", "Ensure this value is greater than or equal to 1."),
        ("quantity", "ten", "Write a whole number, such as 1.250.000."),
        ("made_on", "2999-01-01", "This day is still to come."),
        ("made_on", "1999-01-01", "Please check the year."),
        ("best_before", "2020-01-01", "This is before the day it was made."),
        ("number", "a b", "Letters, digits, dot, dash and underscore, at most 20."),
    ],
)
def test_bad_input_is_told_beside_the_field_and_loses_nothing(
    client, owner, product, field, value, error
):
    client.force_login(owner)
    answer = opened(client, product, **{field: value, "standards": "TCVN 7436"})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [error]
    assert "TCVN 7436" in answer.content.decode()
    assert not Lot.objects.exists()


def test_number_in_use_is_told(client, owner, lot):
    client.force_login(owner)
    answer = opened(client, lot.product, number=lot.number)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["number"]
    assert Lot.objects.count() == 1


def test_anothers_product_cannot_be_chosen(client, owner):
    other = factories.make_product()
    client.force_login(owner)
    assert list(opened(client, other).context["form"].errors) == ["product"]


def test_picture_is_turned_shrunk_and_loses_its_metadata(client, owner, product):
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Phone of Hồng"
    client.force_login(owner)
    opened(client, product, picture=photo((2400, 1200), exif=exif))
    with LotAttachment.objects.get().file.open() as file, Image.open(file) as image:
        assert (image.width, image.height) == (PHOTO_SIDE // 2, PHOTO_SIDE)
        assert dict(image.getexif()) == {}


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/jpeg"),
        SimpleUploadedFile("x.jpg", b"", "image/jpeg"),
        SimpleUploadedFile("x.jpg", b"\xff\xd8\xff\xe0broken", "image/jpeg"),
    ],
)
def test_what_is_no_picture_is_refused(client, owner, product, file):
    client.force_login(owner)
    file.seek(0)
    answer = opened(client, product, picture=file)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["picture"]


def step(client, lot, at: datetime.datetime | None = None, **fields):
    at = timezone.localtime(at or timezone.now())
    values = {"step": "craft.work", "at": f"{at:%Y-%m-%dT%H:%M:%S}"} | fields
    return client.post(url("step", lot.pk), values)


def test_step_is_recorded_by_picture_and_words(client, owner, lot):
    client.force_login(owner)
    answer = step(client, lot, note="Nung 12 giờ", picture=photo())
    event = TraceEvent.objects.get()
    assert answer.url == url("detail", lot.pk)
    assert (event.lot, event.step, event.note) == (lot, "craft.work", "Nung 12 giờ")
    assert event.recorded_by == owner
    assert event.attachments.count() == 1


def test_double_tap_is_one_step(client, owner, lot):
    client.force_login(owner)
    at = timezone.now() - datetime.timedelta(minutes=1)
    for _ in range(2):
        step(client, lot, at=at, note="một", picture=photo((300, 200)))
    assert TraceEvent.objects.count() == 1
    assert LotAttachment.objects.count() == 1


def test_step_in_own_words_needs_words(client, owner, lot):
    client.force_login(owner)
    answer = step(client, lot, step="own", own_step=" ")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["own_step"]
    step(client, lot, step="own", own_step="Phơi  sương", kind="store")
    event = TraceEvent.objects.get()
    assert (event.step, event.biz_step) == ("Phơi sương", "storing")


def test_step_of_tomorrow_is_refused(client, owner, lot):
    client.force_login(owner)
    answer = step(client, lot, at=timezone.now() + datetime.timedelta(days=1))
    assert list(answer.context["form"].errors) == ["at"]
    assert not TraceEvent.objects.exists()


def test_next_step_of_the_craft_is_chosen_already(client, owner, producer):
    silk = factories.make_product(
        producer, village=factories.make_village("Vạn Phúc", slug="van-phuc"), set_number=22
    )
    lot = open_lot(product=silk, quantity=5, by=owner)
    client.force_login(owner)
    step(client, lot, step="silk.yarn")
    page = client.get(url("step", lot.pk))
    assert page.context["form"]["step"].value() == "silk.warp"
    assert page.context["done"] == {"silk.yarn"}


def test_wrong_step_is_declared_and_counts_no_more(client, owner, lot):
    event = record_step(lot=lot, step="craft.work", by=owner)
    client.force_login(owner)
    client.post(url("wrong", lot.pk, event.pk), {"reason": "nhầm lô"})
    assert TraceEvent.objects.get(declares_error_of=event).error_reason == "nhầm lô"
    assert client.get(url("detail", lot.pk)).context["chain"] == []
    again = client.post(url("wrong", lot.pk, event.pk), {"reason": "nhầm"})
    assert again.status_code == 302
    assert TraceEvent.objects.count() == 2


def test_material_says_where_it_came_from(client, owner, lot):
    client.force_login(owner)
    answer = client.post(url("materials", lot.pk), {"name": "Đất", "uom": "KGM"})
    assert list(answer.context["form"].errors) == ["where_from"]
    client.post(url("materials", lot.pk), {"name": "Đất", "where_from": "Trúc Thôn", "uom": "KGM"})
    material = lot.materials.get()
    assert (material.name, material.where_from) == ("Đất", "Trúc Thôn")
    client.post(url("materials", lot.pk), {"remove": str(material.pk)})
    assert not lot.materials.exists()


def test_material_stays_once_the_lot_is_released(client, owner, lot):
    lot.materials.create(name="Đất", where_from="Trúc Thôn")
    release_lot(lot=lot, by=owner)
    client.force_login(owner)
    client.post(url("materials", lot.pk), {"remove": str(lot.materials.get().pk)})
    assert lot.materials.count() == 1


def test_saving_details_does_not_undo_a_recall(client, owner, lot):
    """The form was opened before; only its own columns are written."""
    client.force_login(owner)
    Lot.objects.filter(pk=lot.pk).update(state=Lot.State.RECALLED)
    client.post(url("details", lot.pk), {"standards": "X", "unit": "", "state": "released"})
    lot.refresh_from_db()
    assert (lot.standards, lot.state) == ("X", Lot.State.RECALLED)


def test_document_must_be_a_pdf_or_a_picture_and_stays_private(client, owner, lot):
    client.force_login(owner)
    bad = SimpleUploadedFile("x.pdf", b"MZ\x90\x00", "application/pdf")
    answer = client.post(url("document", lot.pk), {"file": bad, "caption": "Giấy"})
    assert list(answer.context["form"].errors) == ["file"]
    good = SimpleUploadedFile("../x.exe", b"%PDF-1.7 ...", "application/pdf")
    client.post(url("document", lot.pk), {"file": good, "caption": "Giấy kiểm nghiệm"})
    kept = lot.attachments.get()
    assert (kept.kind, kept.is_public) == ("document", False)
    assert re.fullmatch(r"lots/\d{4}/\d\d/[0-9a-f]{32}\.pdf", kept.paper.name)
    answer = client.get(url("attachment", lot.pk, kept.pk), follow=True)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 ..."
    client.force_login(factories.make_member(factories.make_producer(), "other@example.com"))
    assert client.get(url("attachment", lot.pk, kept.pk)).status_code == 404


def test_lot_takes_so_many_files_and_no_more(client, owner, lot, monkeypatch):
    monkeypatch.setattr("catalogue.origin.lots.services.MOST_FILES", 1)
    client.force_login(owner)
    sentence = f"Lot {lot.number} has 1 pictures and documents already; no more are kept."
    assert client.post(url("picture", lot.pk), {"picture": photo((9, 9))}).status_code == 302
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7 ...", "application/pdf")
    for page, values, field in (
        ("picture", {"picture": photo((9, 9))}, "picture"),
        ("document", {"file": paper, "caption": "Giấy"}, "file"),
    ):
        answer = client.post(url(page, lot.pk), values)
        assert (answer.status_code, answer.context["form"].errors) == (422, {field: [sentence]})
    answer = step(client, lot, picture=photo((9, 9)))
    assert sentence in answer.text
    assert (lot.attachments.count(), TraceEvent.objects.count()) == (1, 0)


def test_released_lot_shows_its_page(client, owner, lot):
    client.force_login(owner)
    for _ in range(2):
        client.post(url("release", lot.pk))
    lot.refresh_from_db()
    assert lot.state == Lot.State.RELEASED
    assert TraceEvent.objects.filter(biz_step="commissioning").count() == 1


PAGES = ["detail", "step", "picture", "document", "details", "materials", "labels", "recall"]


@pytest.mark.parametrize("name", PAGES)
def test_strangers_and_other_producers_find_nothing(client, lot, stranger, name):
    address = url(name, lot.pk)
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 403
    other = factories.make_member(factories.make_producer(), "other@example.com")
    client.force_login(other)
    assert client.get(address).status_code == 404
    assert client.post(address, {"reason": "x", "is_sure": "1"}).status_code == 404
    assert client.get(url(name, 10**9)).status_code == 404


@pytest.mark.parametrize("name", ["release", "close", "activate"])
def test_only_the_own_producer_moves_a_lot(client, lot, name):
    client.force_login(factories.make_member(factories.make_producer(), "other@example.com"))
    assert client.post(url(name, lot.pk)).status_code == 404
    lot.refresh_from_db()
    assert lot.state == Lot.State.OPEN


def test_reading_never_writes(client, owner, lot):
    client.force_login(owner)
    for name in ("release", "close", "activate"):
        assert client.get(url(name, lot.pk)).status_code == 405
    for name in PAGES:
        client.get(url(name, lot.pk))
    lot.refresh_from_db()
    assert (lot.state, TraceEvent.objects.count()) == (Lot.State.OPEN, 0)


@pytest.mark.parametrize("count", [1, 5])
def test_list_costs_the_same_queries_for_one_and_for_five(
    client, owner, product, count, django_assert_num_queries
):
    for _ in range(count):
        open_lot(product=product, quantity=5, by=owner)
    client.force_login(owner)
    client.get(url("index"))
    with django_assert_num_queries(QUERIES_OF_LIST):
        assert len(client.get(url("index")).context["rows"]) == count


QUERIES_OF_LIST = 5


@pytest.mark.parametrize("count", [1, 6])
def test_lot_costs_the_same_queries_for_one_step_and_for_six(
    client, owner, lot, count, django_assert_num_queries
):
    for number in range(count):
        record_step(
            lot=lot,
            step="craft.work",
            by=owner,
            at=timezone.now() - datetime.timedelta(minutes=number),
            pictures=[ContentFile(photo((60, 40)).read(), name="a.jpg")],
        )
    client.force_login(owner)
    client.get(url("detail", lot.pk))
    with django_assert_num_queries(QUERIES_OF_LOT):
        assert len(client.get(url("detail", lot.pk)).context["chain"]) == count


QUERIES_OF_LOT = 11


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_steps_speak_the_readers_language(client, owner, lot, language):
    record_step(lot=lot, step="ceramics.glaze", by=owner)
    client.force_login(owner)
    with translation.override(language):
        page = client.get(url("detail", lot.pk)).content.decode()
    names = {"vi": "Tráng men", "en": "Glazed", "id": "Diglasir"}
    assert names[language] in page
    assert "ceramics.glaze" not in page


@pytest.mark.parametrize(
    ("language", "name"), [("vi", "Tráng men"), ("en", "Glazed"), ("id", "Diglasir")]
)
def test_origin_page_tells_the_step_in_its_readers_language(client, owner, lot, language, name):
    record_step(lot=lot, step="ceramics.glaze", by=owner)
    release_lot(lot=lot, by=owner)
    spoken = {"accept-language": language}
    answer = client.get(f"/P/{lot.product.code}/L/{lot.number}", headers=spoken)
    address = answer["Location"].removeprefix(settings.SITE_URL)
    page = client.get(address, headers=spoken).content.decode()
    assert name in page
    assert "ceramics.glaze" not in page


def test_lot_of_one_of_a_thousand_products_is_opened_from_a_short_list(client, owner, producer):
    made = [
        factories.make_product(producer, title=f"Ấm {n:03}", search_text=fold(f"Ấm {n:03}"))
        for n in range(45)
    ]
    client.force_login(owner)
    path = reverse("lots:new")
    page = client.get(path, {"q": "am 044"}).content.decode()
    assert page.count("<option") == 1 and f'value="{made[44].pk}"' in page
    assert client.get(path).content.decode().count("<option") == 40
    scans = client.get(reverse("lots:scans"), {"q": "am 044", "product": made[3].pk})
    assert [pk for pk, _title in scans.context["products"]] == [made[3].pk, made[44].pk]
    answer = {"product": made[44].pk, "quantity": 3, "made_on": timezone.localdate()}
    assert client.post(path, answer).status_code == 302
    assert made[44].lots.count() == 1
