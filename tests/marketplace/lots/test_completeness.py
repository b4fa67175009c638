"""What is told of a lot: ten items, each with the way to mend it."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from catalogue.origin.lots.services import open_lot
from catalogue.origin.models import Lot
from marketplace.lots.completeness import completeness_of, with_facts

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


def step(client, lot, at: datetime.datetime | None = None, **fields):
    at = timezone.localtime(at or timezone.now())
    values = {"step": "craft.work", "at": f"{at:%Y-%m-%dT%H:%M:%S}"} | fields
    return client.post(url("step", lot.pk), values)


def test_meter_counts_the_ten_items_and_links_to_each_fix(client, owner, lot, producer):
    producer.address = ""
    producer.save()
    found = completeness_of(with_facts(Lot.objects.all()).get())
    assert found.source == "02/2024/TT-BKHCN"
    assert found.total == 10
    assert [item.key for item in found.missing] == [
        "image", "address", "stages", "serial", "standards",
    ]  # fmt: skip
    client.force_login(owner)
    for item in found.missing:
        assert client.get(item.fix_url).status_code == 200


def test_meter_is_full_when_all_is_said(client, owner, lot):
    client.force_login(owner)
    client.post(url("maker"), {"address": "Xóm 3", "phone": "0912345678"})
    client.post(url("picture", lot.pk), {"picture": photo((300, 200))})
    step(client, lot)
    client.post(url("details", lot.pk), {"standards": "TCVN 7436", "unit": "cái"})
    client.post(url("labels", lot.pk), {"count": "5", "sheet": "L7160", "start_cell": "1"})
    assert completeness_of(with_facts(Lot.objects.all()).get()).missing == []
