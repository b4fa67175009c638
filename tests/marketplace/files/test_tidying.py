"""What was stored before is brought to what the door gives; again changes nothing."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from oscar.core.loading import get_model
from PIL import Image
from wagtail.images.models import Image as LibraryImage

from catalogue.origin.models import LabelBatch, LotAttachment
from marketplace.files.bare import is_bare
from marketplace.files.models import WaitingPicture
from marketplace.files.sizes import draw_sizes
from marketplace.files.storage import private_storage
from marketplace.listings.models import Revision, RevisionPicture
from tests import factories
from tests.marketplace.files.test_pictures import case

pytestmark = pytest.mark.django_db
ProductImage = get_model("catalogue", "ProductImage")


def put(name: str, content: bytes) -> str:
    """Lay a file where it was stored before there was a door."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name


def tidied(**options) -> list[str]:
    out = io.StringIO()
    call_command("tidy_files", stdout=out, **options)
    return [line for line in out.getvalue().splitlines() if not line.startswith(" ")]


def report(private=0, drawn=0, unreadable=0, missing=0) -> list[str]:
    return [
        f"{private} made private",
        f"{drawn} drawn anew",
        f"{unreadable} not readable, left as they are",
        f"{missing} named by a row, but not there",
    ]


def public_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.fixture
def before(product):
    """An installation as it was: GPS beside the variants, papers among the public files."""
    gps = case("gps-rot.jpg").getvalue()
    lot = factories.make_lot(product)
    revision = Revision.objects.create(producer=product.producer)
    RevisionPicture.objects.create(revision=revision, image=put("revisions/2026/11/IMG_1.jpg", gps))
    LotAttachment.objects.create(
        lot=lot, kind="document", file=put("lots/2026/11/paper.pdf", b"%PDF-1.7 paper")
    )
    LabelBatch.objects.create(
        lot=lot, anchor="P/X", count=1, file=put("labels/2026/11/x.pdf", b"%PDF-1.7 labels")
    )
    image = ProductImage.objects.create(
        product=product, original=put("images/products/2026/11/IMG_1.jpg", gps)
    )
    put("images/products/2026/11/IMG_1.w320.webp", b"a size")
    ProductImage.objects.create(
        product=product,
        original=put("images/products/2026/11/half.jpg", case("cut-in-the-middle.jpg").getvalue()),
        display_order=1,
    )
    LibraryImage.objects.create(
        title="Lò", file=put("original_images/lo.jpg", gps), width=600, height=400
    )
    put("revisions/2026/10/refused.jpg", gps)  # its row went, its file stayed
    put("images/products/2026/11/evil.html", b"<script>alert(1)</script>")
    demo = io.BytesIO()
    Image.new("RGB", (8, 10)).save(demo, "WEBP")
    put("images/demo/D00001-whole.webp", demo.getvalue())
    return image


def test_rehearsal_tells_and_changes_nothing(before):
    files = {path: path.read_bytes() for path in public_files()}
    assert tidied(dry_run=True) == report(private=3, drawn=3, unreadable=1)
    assert {path: path.read_bytes() for path in public_files()} == files
    assert not Path(settings.PRIVATE_ROOT).exists()


def test_no_public_file_carries_a_place_and_papers_lie_apart(before, product):
    assert tidied() == report(private=3, drawn=3, unreadable=1)
    untidy = [
        path.name
        for path in public_files()
        if path.suffix in {".jpg", ".webp"} and not is_bare(io.BytesIO(path.read_bytes()))
    ]
    assert untidy == ["half.jpg"]  # people have to judge; it holds no more than it shows
    paper, run = LotAttachment.objects.get(), LabelBatch.objects.get()
    assert (paper.file.name, paper.paper.open().read()) == ("", b"%PDF-1.7 paper")
    assert run.file.open().read() == b"%PDF-1.7 labels"
    proposed = RevisionPicture.objects.get()
    assert private_storage().exists(proposed.image.name)
    assert not any("IMG" in path.name for path in public_files())
    assert default_storage.exists("images/demo/D00001-whole.webp")
    image = LibraryImage.objects.get()
    assert (image.width, image.height, image.file_size) == (400, 600, image.file.size)
    before.refresh_from_db()
    assert [row.name for row in WaitingPicture.objects.all()] == [before.original.name]
    assert draw_sizes.call(before.original.name)
    product.refresh_from_db()
    assert product.cover == before.original.name
    assert tidied() == report(unreadable=1)


def test_row_without_its_file_is_named(product):
    ProductImage.objects.create(product=product, original="images/gone.jpg")
    assert tidied() == report(missing=1)
