"""Every place where a file comes in goes through the one service; found, not listed."""

from io import BytesIO

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils import translation
from PIL import Image
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from catalogue.origin.models import LotAttachment
from marketplace.files.bare import is_bare
from marketplace.files.fields import (
    CheckedFileField,
    PaperField,
    PictureField,
    PicturesField,
    PrivateFileField,
    PrivatePictureField,
    PublicPictureField,
    TableField,
)
from marketplace.files.pictures import Picture
from marketplace.files.storage import BarePictures, PrivateFiles
from marketplace.files.tidying import file_fields
from marketplace.listings.models import Revision, RevisionPicture
from tests.marketplace.files.test_pictures import NO_PICTURE, UNREADABLE, case

# Fields of libraries' models that no form of ours fills: public storage looks at what they hold.
THEIRS = {
    "catalogue.ProductAttributeValue.value_file",
    "catalogue.ProductAttributeValue.value_image",
    "wagtaildocs.Document.file",
    "wagtailimages.Image.file",
    "wagtailimages.Rendition.file",
    "wagtailusers.UserProfile.avatar",
    "wagtailcore.UploadedFile.file",
}
# Forms of libraries whose file is read at once, by staff, and never kept.
READ_AT_ONCE = {
    "oscar.apps.dashboard.ranges.forms.RangeProductForm.file_upload",
    "oscar.apps.dashboard.ranges.forms.RangeExcludedProductForm.file_upload",
    "wagtail.contrib.redirects.forms.ImportForm.import_file",
}
# In these our field takes the place of Wagtail's when a form is shown; that is tested below.
REPLACED_WHEN_SHOWN = (BaseImageForm, BaseDocumentForm)
TAKEN = {"gps-rot.jpg", "phone-mpo.jpg", "tall-750x12000.jpg", "sliver.png"}
REFUSED = {"cut-in-the-middle.jpg": UNREADABLE, "ztxt.png": UNREADABLE}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def form_classes(of: type = forms.BaseForm) -> set[type]:
    """Every form that is loaded when all addresses are."""
    get_resolver().url_patterns  # noqa: B018 - loads what they lead to
    found = set(of.__subclasses__())
    return found.union(*(form_classes(each) for each in of.__subclasses__()))


def file_fields_of_forms() -> dict[str, forms.FileField]:
    found = {
        f"{each.__module__}.{each.__qualname__}.{name}": field
        for each in form_classes()
        for name, field in getattr(each, "base_fields", {}).items()
        if isinstance(field, forms.FileField) and not issubclass(each, REPLACED_WHEN_SHOWN)
    }
    request = RequestFactory().get("/")
    for model, shown in admin.site._registry.items():
        try:
            fields = shown.get_form(request, change=False).base_fields
        except AttributeError:  # some forms look at who asks
            continue
        found |= {
            f"admin.{model._meta.label}.{name}": field
            for name, field in fields.items()
            if isinstance(field, forms.FileField)
        }
    return found


def test_every_field_of_a_model_keeps_files_by_the_service():
    found = {f"{model._meta.label}.{each.name}": each for model, each in file_fields()}
    ours = (PublicPictureField, PrivateFileField, PrivatePictureField)
    assert {name for name, each in found.items() if not isinstance(each, ours)} == THEIRS
    private = {name for name, each in found.items() if isinstance(each.storage, PrivateFiles)}
    assert private == {
        "certificates.Decision.file",
        "joining.PageProposal.picture",
        "dossiers.DocumentVersion.file",
        "joining.Paper.file",
        "listings.ProductImport.file",
        "listings.RevisionPicture.image",
        "origin.LabelBatch.file",
        "origin.LotAttachment.paper",
        "product_reviews.ReviewPicture.kept",
    }
    for name in found.keys() - private:
        storage = found[name].storage
        assert isinstance(getattr(storage, "_wrapped", storage), BarePictures)


def test_migrations_know_our_fields_as_djangos_own():
    for each, path in (
        (PublicPictureField(upload_to="a"), "django.db.models.ImageField"),
        (PrivateFileField(upload_to="a"), "django.db.models.FileField"),
        (PrivatePictureField(upload_to="a"), "django.db.models.ImageField"),
    ):
        assert each.deconstruct()[1:] == (path, [], {"upload_to": "a"})


def test_every_field_of_a_form_takes_files_by_the_service():
    strays = {
        name
        for name, field in file_fields_of_forms().items()
        if not isinstance(field, PictureField | CheckedFileField)
    }
    assert strays == READ_AT_ONCE


def picture_fields() -> dict[str, PictureField]:
    found = file_fields_of_forms()
    return {name: each for name, each in found.items() if isinstance(each, PictureField)}


def test_pictures_come_in_at_the_doors_we_know():
    known = {
        "marketplace.listings.product_form.TextsForm.picture",
        "marketplace.listings.product_form.NewProductForm.picture",
        "marketplace.sell.lots.forms.LotForm.picture",
        "marketplace.sell.lots.forms.StepForm.picture",
        "marketplace.sell.lots.forms.PictureForm.picture",
        "marketplace.aftersale.forms.ReturnForm.pictures",
        "oscar.apps.dashboard.catalogue.forms.ProductImageForm.original",
        "oscar.apps.dashboard.catalogue.forms.CategoryForm.image",
        "wagtail.admin.forms.account.AvatarPreferencesForm.avatar",
    }
    assert known <= picture_fields().keys()


def cleaned(field: PictureField, name: str) -> Picture:
    file = SimpleUploadedFile("IMG_0001.JPG", case(name).getvalue(), "image/jpeg")
    found = field.clean([file]) if isinstance(field, PicturesField) else field.clean(file, None)
    return found[0] if isinstance(found, list) else found


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_every_door_takes_what_phones_send(name):
    for door, field in picture_fields().items():
        picture = cleaned(field, name)
        assert isinstance(picture, Picture), door
        assert is_bare(picture), door
        with Image.open(picture) as image:
            assert max(image.size) <= field.side
        assert "IMG" not in picture.name


@pytest.mark.parametrize(("name", "sentence"), REFUSED.items())
def test_every_door_refuses_what_is_broken_in_the_same_words(name, sentence):
    for door, field in picture_fields().items():
        with pytest.raises(ValidationError) as refusal:
            cleaned(field, name)
        assert refusal.value.messages == [sentence], door


# Whole ways, as a person goes them ----------------------------------------------------------


def propose(client, product, file):
    texts = {"title_vi": "Lọ", "summary_vi": "Lọ men rạn", "picture": file}
    return client.post(f"/en/sell/products/{product.pk}/texts/", texts)


def open_lot(client, product, file):
    facts = {"product": product.pk, "quantity": 4, "made_on": "2026-01-05", "picture": file}
    return client.post(reverse("lots:new"), facts)


def upload(name: str, as_name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(as_name, case(name).getvalue(), "text/html")


@pytest.mark.parametrize("send", [propose, open_lot])
@pytest.mark.parametrize("name", sorted(TAKEN))
def test_picture_is_kept_bare_under_a_name_of_chance(client, owner, product, send, name):
    client.force_login(owner)
    assert send(client, product, upload(name, "evil.html")).status_code == 302
    kept = [
        *(row.file for row in LotAttachment.objects.all()),
        *(row.image for row in RevisionPicture.objects.all()),
    ]
    assert len(kept) == 1
    stem, dot, ending = kept[0].name.rsplit("/", 1)[-1].partition(".")
    assert (len(stem), dot, ending) == (32, ".", "jpg")
    with kept[0].open() as file:
        assert is_bare(file)


@pytest.mark.parametrize("send", [propose, open_lot])
@pytest.mark.parametrize(("name", "sentence"), [*REFUSED.items(), ("README.md", NO_PICTURE)])
def test_refusal_stands_next_to_the_field_and_nothing_is_kept(
    client, owner, product, send, name, sentence
):
    client.force_login(owner)
    answer = send(client, product, upload(name, "IMG_0001.JPG"))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"picture": [sentence]}
    assert sentence in answer.text
    assert not Revision.objects.exists()
    assert not LotAttachment.objects.exists()


def test_models_of_django_are_searched_by_their_file_fields():
    """`file_fields` finds what Django itself knows of files."""
    found = {(model, each.name) for model, each in file_fields()}
    assert (RevisionPicture, "image") in found
    assert all(isinstance(model._meta.get_field(name), models.FileField) for model, name in found)


@pytest.mark.parametrize(
    ("field", "is_refused"),
    [
        (PictureField(), True),
        (PicturesField(most=2), True),
        (CheckedFileField(), True),
        (PaperField(), True),
        (TableField(), False),  # read at once
    ],
)
def test_while_nothing_can_be_kept_a_file_is_refused_and_the_form_stays(
    monkeypatch, field, is_refused
):
    monkeypatch.setattr("marketplace.files.fields.takes_files", lambda: False)
    is_table = type(field) in (TableField, CheckedFileField)
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    file = SimpleUploadedFile(*(("a.csv", b"a;b") if is_table else ("a.png", drawn.getvalue())))
    if not is_refused:
        assert field.clean(file) is file
        return
    with pytest.raises(ValidationError, match="Files cannot be kept at the moment"):
        field.clean([file] if isinstance(field, PicturesField) else file)
    field.required = False
    assert not field.clean([] if isinstance(field, PicturesField) else None)
