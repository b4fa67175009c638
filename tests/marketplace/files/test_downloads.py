"""A private file is given to who was let in, by an address that ends soon, and it is noted."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation

from catalogue.origin.lots.services import attach
from catalogue.origin.models import LotAttachment
from marketplace.files.downloads import SALT, address_of
from marketplace.files.models import FileAccess
from marketplace.files.storage import private_storage
from marketplace.listings.models import Revision
from marketplace.listings.services import propose
from tests import factories
from tests.marketplace.files.test_pictures import case

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a test report"
FENCE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def paper(product, owner):
    lot = factories.make_lot(product)
    file = ContentFile(PDF, name="Kết quả kiểm nghiệm.pdf")
    return attach(lot=lot, kind="document", file=file, by=owner, is_public=False)


def page_of(paper: LotAttachment) -> str:
    return reverse("lots:attachment", args=[paper.lot_id, paper.pk])


def headers_of(answer) -> dict:
    return {name: answer[name] for name in FENCE}


def test_paper_lies_apart_under_a_name_of_chance(paper):
    assert (paper.file.name, default_storage.exists(paper.paper.name)) == ("", False)
    path = Path(settings.PRIVATE_ROOT) / paper.paper.name
    assert (path.read_bytes(), len(path.stem), path.suffix) == (PDF, 32, ".pdf")


def test_paper_comes_by_an_address_of_its_own_and_is_noted(client, owner, paper):
    client.force_login(owner)
    answer = client.get(page_of(paper))
    assert (answer.status_code, answer["Cache-Control"]) == (302, "private, no-store")
    file = client.get(answer.url)
    assert b"".join(file.streaming_content) == PDF
    assert headers_of(file) == FENCE
    assert (file["Content-Type"], file["Content-Disposition"]) == (
        "application/pdf",
        f'attachment; filename="L2026-01-{paper.pk}.pdf"',
    )
    access = FileAccess.objects.get()
    assert (access.user, access.name, access.page) == (
        owner,
        paper.paper.name,
        f"lots:attachment {paper.lot_id} {paper.pk}",
    )
    assert timezone.now() - datetime.timedelta(minutes=1) < access.at <= timezone.now()


def test_address_is_for_its_reader_alone(client, owner, stranger, staff, paper):
    client.force_login(owner)
    address = client.get(page_of(paper)).url
    client.logout()
    assert client.get(address).status_code == 404
    for other in (stranger, staff):
        client.force_login(other)
        assert client.get(address).status_code == 404


def test_address_ends_soon_and_cannot_be_made(client, owner, paper, settings):
    client.force_login(owner)
    address = client.get(page_of(paper)).url
    for tampered in (
        address[:-2] + "/",
        address.replace(":", ";"),
        reverse("files:private", args=["x"]),
        reverse("files:private", args=[signing.dumps(["a", "b", owner.pk], salt="other")]),
    ):
        assert client.get(tampered).status_code == 404
    assert client.post(address).status_code == 405
    settings.PRIVATE_SECONDS = -1
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["../market.sqlite3", "/etc/passwd", "no/such.pdf"])
def test_signed_name_leads_out_of_private_storage_never(client, owner, name):
    client.force_login(owner)
    token = signing.dumps([name, "a.pdf", owner.pk], salt=SALT, compress=True)
    assert client.get(reverse("files:private", args=[token])).status_code in {400, 404}


def test_strangers_and_other_makers_get_no_address(client, stranger, paper):
    assert client.get(page_of(paper)).status_code == 302  # to the login
    assert "login" in client.get(page_of(paper)).url
    client.force_login(stranger)
    assert client.get(page_of(paper)).status_code == 403
    client.force_login(factories.make_member(factories.make_producer()))
    assert client.get(page_of(paper)).status_code == 404
    assert not FileAccess.objects.exists()


def test_nginx_sends_it_where_it_stands_before_us(client, owner, paper, settings):
    settings.PRIVATE_ACCEL = "/private-files/"
    client.force_login(owner)
    file = client.get(client.get(page_of(paper)).url)
    assert (file.content, file["X-Accel-Redirect"]) == (b"", f"/private-files/{paper.paper.name}")
    assert file["Content-Disposition"].startswith("attachment")


def test_bucket_signs_the_address_itself(monkeypatch, settings):
    asked = []

    class Bucket:
        def signed_url(self, *arguments) -> str:
            asked.append(arguments)
            return "https://bucket/a.pdf?signature"

    settings.S3_BUCKET = "public"
    monkeypatch.setattr("marketplace.files.downloads.private_storage", Bucket)
    address = address_of("lots/a.pdf", saved_as="Sổ.pdf", reader=1)
    assert address == "https://bucket/a.pdf?signature"
    told = {
        "ResponseContentDisposition": "attachment; filename*=utf-8''S%E1%BB%95.pdf",
        "ResponseContentType": "application/pdf",
    }
    assert asked == [("lots/a.pdf", told, settings.PRIVATE_SECONDS)]


def test_proposed_picture_is_seen_by_who_decides_and_by_no_stranger(
    client, product, owner, staff, stranger
):
    revision = propose(
        producer=product.producer,
        product=product,
        content={},
        by=owner,
        images=[ContentFile(case("gps-rot.jpg").read(), name="IMG_1.jpg")],
    )
    picture = revision.pictures.get()
    assert not default_storage.exists(picture.image.name)
    assert private_storage().exists(picture.image.name)
    page = reverse("moderation:picture", args=[revision.pk, picture.pk])
    client.force_login(staff)
    assert f'src="{page}"' in client.get(reverse("moderation:review", args=[revision.pk])).text
    file = client.get(page, follow=True)
    assert (file.status_code, file["Content-Type"]) == (200, "image/jpeg")
    assert file["Content-Disposition"].startswith("inline")
    other = Revision.objects.create(producer=product.producer)
    assert client.get(reverse("moderation:picture", args=[other.pk, picture.pk])).status_code == 404
    for reader in (stranger, owner):
        client.force_login(reader)
        assert client.get(page).status_code == 302
        assert "login" in client.get(page).url
    assert [row.user for row in FileAccess.objects.all()] == [staff]
