"""Runs of labels are drawn once, by the queue; who reads them back finds the pages."""

import io
import zipfile

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone, translation
from PIL import Image

from catalogue.origin.codes import serials
from catalogue.origin.labels.services import activate_labels, mint_labels
from catalogue.origin.lots.services import open_lot, release_lot
from catalogue.origin.models import Label, LabelBatch
from marketplace.files.storage import private_storage
from marketplace.lots.printing import GIVEN_UP_AFTER, draw_again, draw_batch, words_of

pytestmark = pytest.mark.django_db
Job, State = LabelBatch.JobState, Label.State


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def lot(product, owner):
    return release_lot(lot=open_lot(product=product, quantity=80, by=owner), by=owner)


def drawn(lot, owner, count=30, **fields) -> LabelBatch:
    batch = mint_labels(lot=lot, count=count, by=owner, **fields)
    assert draw_batch.func(batch.pk)
    batch.refresh_from_db()
    return batch


def addresses_of(batch: LabelBatch, dpi: int) -> list[str]:
    with batch.file.open("rb") as file:
        document = pypdfium2.PdfDocument(file.read())
        return [
            code.text
            for page in document
            for code in zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())
        ]


@pytest.mark.parametrize("dpi", [150, 300])
@pytest.mark.parametrize("sheet", ["L7160", "L7651"])
def test_every_label_of_a_run_is_read_back_and_leads_to_its_own_page(
    client, lot, owner, sheet, dpi
):
    batch = drawn(lot, owner, 70, sheet=sheet, start_cell=4)
    activate_labels(lot=lot)
    found = addresses_of(batch, dpi)
    wanted = {
        f"{settings.SITE_URL}/P/{lot.product.code}/L/{lot.number}/S/{label.serial}": label.serial
        for label in batch.labels.all()
    }
    assert sorted(found) == sorted(wanted)
    for address in found[:6]:
        answer = client.get(address.removeprefix(settings.SITE_URL))
        assert answer.status_code == 307
        answer = client.get(answer["Location"].removeprefix(settings.SITE_URL))
        assert answer.status_code == 200
        assert wanted[address] in answer.content.decode().replace(" ", "")


def test_a_run_is_drawn_once_however_often_the_queue_asks(lot, owner):
    batch = drawn(lot, owner, 3)
    name = batch.file.name
    assert not draw_batch.func(batch.pk)
    batch.refresh_from_db()
    assert batch.file.name == name


def test_a_run_whose_worker_was_lost_can_be_drawn_again(lot, owner):
    batch = mint_labels(lot=lot, count=3, by=owner)
    LabelBatch.objects.update(job_state=Job.RUNNING)
    batch.refresh_from_db()
    assert not draw_again(batch)
    batch.made_at = timezone.now() - 2 * GIVEN_UP_AFTER
    assert draw_again(batch)
    assert draw_batch.func(batch.pk)


def test_single_files_come_as_svg_and_png(lot, owner):
    batch = drawn(lot, owner, 2, sheet=LabelBatch.Sheet.SINGLE)
    with batch.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        names = sorted(archive.namelist())
        serial = batch.labels.first().serial
        picture = Image.open(io.BytesIO(archive.read(f"png/{serial}.png")))
        assert len(names) == 5
        assert zxingcpp.read_barcodes(picture)[0].text.endswith(serial)


def test_hidden_codes_are_printed_and_fit_their_labels(lot, owner):
    batch = drawn(lot, owner, 2, sheet=LabelBatch.Sheet.ROLL, hidden=True)
    with batch.file.open("rb") as file:
        document = pypdfium2.PdfDocument(file.read())
    words = " ".join(page.get_textpage().get_text_bounded() for page in document).split()
    for serial in batch.labels.values_list("serial", flat=True):
        assert words.count(serials.hidden_code(serial)) == 1


def test_words_of_a_label_are_vietnamese_whoever_prints(lot):
    words = words_of(lot)
    assert words.product == lot.product.title_vi
    assert words.lines[0] == f"Lô {lot.number}"


def test_name_of_the_file_cannot_be_guessed(lot, owner):
    one, two = drawn(lot, owner, 1), drawn(lot, owner, 1)
    stems = [name.rsplit("/", 1)[-1] for name in (one.file.name, two.file.name)]
    assert len(set(stems)) == 2
    assert all(len(stem) >= 22 for stem in stems)
    assert private_storage().exists(one.file.name)
    assert not default_storage.exists(one.file.name)
