"""Files that editors bring into the library come in by the one door."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from wagtail.documents.forms import get_document_form
from wagtail.documents.models import Document
from wagtail.images.forms import get_image_form
from wagtail.images.models import Image as LibraryImage

from cms.uploads import LibraryDocumentField, LibraryPictureField
from marketplace.files.bare import is_bare
from tests.marketplace.files.test_pictures import UNREADABLE, case

pytestmark = pytest.mark.django_db


def upload(name: str, as_name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(as_name, case(name).getvalue(), "text/html")


def test_library_takes_files_by_the_service():
    assert type(get_image_form(LibraryImage)().fields["file"]) is LibraryPictureField
    assert type(get_document_form(Document)().fields["file"]) is LibraryDocumentField


def in_vietnamese(text: str) -> str:
    with translation.override("vi"):
        return translation.gettext(text)


def test_library_picture_of_a_phone_is_kept_bare(client, staff):
    client.force_login(staff)
    page = reverse("wagtailimages:add")
    for name, status in (("gps-rot.jpg", 302), ("cut-in-the-middle.jpg", 200)):
        answer = client.post(page, {"title": "Lò", "file": upload(name, "IMG_0001.JPG")})
        assert answer.status_code == status
    assert in_vietnamese(UNREADABLE) in answer.text
    image = LibraryImage.objects.get()
    assert (image.width, image.height) == (400, 600)
    with default_storage.open(image.file.name) as file:
        assert is_bare(file)
        assert image.file_size == file.size
    rendition = image.get_rendition("max-100x100")
    with default_storage.open(rendition.file.name) as file:
        assert is_bare(file)


def test_library_takes_office_documents_by_what_they_are(client, staff):
    client.force_login(staff)
    page = reverse("wagtaildocs:add")
    for content, status in ((b"%PDF-1.7 ...", 302), (b"MZ\0\0 a program", 200)):
        file = SimpleUploadedFile("quy-che.pdf", content, "application/pdf")
        answer = client.post(page, {"title": "Quy chế", "file": file})
        assert answer.status_code == status
    assert in_vietnamese("This kind of file is not taken.") in answer.text
    assert Document.objects.count() == 1
