"""Files in buckets: moto's server looks at who may read, s3rver at when a signed address ends.

Neither is S3 itself, and neither counts a signature (AWS, version 4) after; each is there for what
the other does not look at.
"""

import importlib.util
import time
import urllib.error
import urllib.request
from email.message import Message
from io import BytesIO
from types import ModuleType
from urllib.parse import urlsplit

import boto3
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from catalogue.origin.lots.services import attach
from marketplace.files.buckets import BucketAway, PrivateBucket, PublicBucket
from marketplace.files.fields import PrivateFileField, PrivatePictureField
from marketplace.files.models import WaitingPicture
from marketplace.files.sizes import await_sizes, draw_sizes, variant_names
from marketplace.files.storage import BUCKET, private_storage, takes_files
from marketplace.listings.models import Revision
from tests import factories
from tests.marketplace.sell.test_views_of_products import picture, texts_of, texts_page
from tests.services.programs import ROOT, TOOLS, Program, folder_of, free_port, running

pytestmark = pytest.mark.django_db
PUBLIC, PRIVATE = "market-public", "market-private"
KEY, SECRET = "S3RVER", "S3RVER"  # what s3rver knows; moto takes any
EVERYBODY_READS = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", '
    f'"Action": "s3:GetObject", "Resource": "arn:aws:s3:::{PUBLIC}/*"}}]}}'
)


def client_of(server: Program):
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{server.port}",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )


@pytest.fixture(scope="module")
def moto():
    with folder_of("nobody") as folder:
        port = free_port()
        command = (TOOLS / "bin" / "moto_server", "-H", "127.0.0.1", "-p", str(port))
        with running(Program(*command, port=port, folder=folder, user="")) as server:
            for bucket in (PUBLIC, PRIVATE):
                client_of(server).create_bucket(Bucket=bucket)
            client_of(server).put_bucket_policy(Bucket=PUBLIC, Policy=EVERYBODY_READS)
            yield server


@pytest.fixture(scope="module")
def s3rver():
    with folder_of("nobody") as folder:
        port = free_port()
        command = ("node", TOOLS / "node_modules/s3rver/bin/s3rver.js", "-d", folder / "data")
        options = ("-a", "127.0.0.1", "-p", str(port), "--no-vhost-buckets")
        program = Program(*command, *options, port=port, folder=folder, user="")
        with running(program) as server:
            for bucket in (PUBLIC, PRIVATE):
                client_of(server).create_bucket(Bucket=bucket)
            yield server


def settings_with(server: Program, monkeypatch) -> ModuleType:
    """Read the market's settings as an installation with these buckets has them."""
    for name, value in {
        "S3_BUCKET": PUBLIC,
        "S3_PRIVATE_BUCKET": PRIVATE,
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
        "S3_ACCESS_KEY": KEY,
        "S3_SECRET_KEY": SECRET,
        "S3_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    found = importlib.util.spec_from_file_location("read_anew", ROOT / "marketplace/settings.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(params=["moto", "s3rver"])
def server(request, settings, monkeypatch) -> Program:
    """A server of buckets that the market keeps its files with."""
    found = request.getfixturevalue(request.param)
    if found.running is None:
        found.start()
    read = settings_with(found, monkeypatch)
    settings.S3_BUCKET = read.S3_BUCKET
    settings.STORAGES = read.STORAGES
    for model in apps.get_models():  # a private field has taken its storage when it was made
        for field in model._meta.get_fields():
            if isinstance(field, PrivateFileField | PrivatePictureField):
                monkeypatch.setattr(field, "storage", private_storage())
    BUCKET.note_answer(is_trial=True)
    return found


def on(name: str):
    return pytest.mark.parametrize("server", [name], indirect=True)


def fetched(address: str) -> tuple[int, bytes, Message]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


def drawn(side: int = 40) -> bytes:
    file = BytesIO()
    Image.new("RGB", (side, side), "teal").save(file, "JPEG")
    return file.getvalue()


def test_both_storages_are_those_of_the_settings(server):
    assert isinstance(storages["default"], PublicBucket)
    assert isinstance(private_storage(), PrivateBucket)
    assert takes_files()


def test_a_picture_is_kept_drawn_in_sizes_and_read_by_everybody(server):
    name = default_storage.save("lots/Chợ.JPG", ContentFile(drawn(1300), name="Chợ.JPG"))
    await_sizes(name)
    assert draw_sizes.func(name) is True
    for each in (name, *variant_names(name)):
        status, body, headers = fetched(default_storage.url(each))
        assert (status, len(body) > 100) == (200, True), each
        kind = each.rpartition(".")[2].lower().replace("jpg", "jpeg")
        assert headers["Content-Type"] == f"image/{kind}"
    with default_storage.open(name) as file:
        assert Image.open(file).size == (1300, 1300)
    default_storage.delete(name)
    assert not default_storage.exists(name)
    with pytest.raises(FileNotFoundError):
        default_storage.open(name)


def paper_of(product, owner):
    file = ContentFile(b"%PDF-1.7 a test report", name="Kết quả kiểm nghiệm.pdf")
    lot = factories.make_lot(product)
    return attach(lot=lot, kind="document", file=file, by=owner, is_public=False)


def address_given(client, owner, paper) -> str:
    client.force_login(owner)
    with translation.override("en"):
        page = client.get(reverse("lots:attachment", args=[paper.lot_id, paper.pk]))
    assert page.status_code == 302, page
    return page.url


def test_a_private_paper_comes_by_the_address_signed_for_its_reader(server, client, product, owner):
    address = address_given(client, owner, paper_of(product, owner))
    assert urlsplit(address).port == server.port
    assert "X-Amz-Signature=" in address  # the fourth version: others are refused by now
    status, body, headers = fetched(address)
    assert (status, body) == (200, b"%PDF-1.7 a test report")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment; filename=")


@on("moto")
def test_nobody_reads_the_private_bucket_without_a_signature(server, client, product, owner):
    address = address_given(client, owner, paper_of(product, owner))
    assert fetched(address.partition("?")[0])[0] == 403


@on("s3rver")
def test_an_address_that_has_ended_is_refused(server, client, product, owner, settings):
    paper = paper_of(product, owner)
    address = address_given(client, owner, paper)
    assert fetched(address)[0] == 200
    settings.PRIVATE_SECONDS = 1
    short = address_given(client, owner, paper)
    time.sleep(2.5)
    status, body, _headers = fetched(short)
    assert (status, b"expired" in body) == (403, True)


@on("moto")
def test_a_server_that_is_gone_takes_no_typed_word_along(server, client, product, owner):
    client.force_login(owner)
    sent = texts_of(product) | {"title_vi": "Lọ mới", "picture": picture()}
    server.kill()
    start = time.monotonic()
    with translation.override("en"):
        answer = client.post(texts_page(product), sent)
    page = answer.content.decode()
    assert (answer.status_code, time.monotonic() - start < 10) == (422, True)
    assert "Files cannot be kept at the moment." in page
    assert 'value="Lọ mới"' in page
    assert Revision.objects.count() == 0
    for path in ("/vi/products/", product.get_absolute_url(), "/en/sell/products/"):
        assert client.get(path).status_code == 200
    again = texts_of(product) | {"title_vi": "Lọ mới"}
    assert client.post(texts_page(product), again).status_code == 302  # words alone go
    server.start()  # its memory is empty, as a new server's
    for bucket in (PUBLIC, PRIVATE):
        client_of(server).create_bucket(Bucket=bucket)
    client_of(server).put_bucket_policy(Bucket=PUBLIC, Policy=EVERYBODY_READS)
    BUCKET.note_answer(is_trial=True)  # its rest is over
    sent["picture"] = SimpleUploadedFile("am.jpg", drawn())
    assert client.post(texts_page(product), sent).status_code == 302
    assert Revision.objects.filter(pictures__isnull=False).count() == 1


@on("s3rver")
def test_a_server_that_hangs_is_left_alone_and_told(server, client, product):
    name = default_storage.save("lots/a.jpg", ContentFile(drawn(), name="a.jpg"))
    await_sizes(name)
    server.freeze()
    try:
        times = []
        for _ in range(4):
            start = time.monotonic()
            with pytest.raises(BucketAway):
                default_storage.open(name)
            times.append(time.monotonic() - start)
        assert max(times) < 8
        assert times[-1] < 0.5  # it rests by now
        assert client.get("/readyz").json()["files"] is False
        assert draw_sizes.func(name) is False
    finally:
        server.thaw()
    assert WaitingPicture.objects.get().name == name  # it waits
    BUCKET.note_answer(is_trial=True)
    assert draw_sizes.func(name) is True
    assert client.get("/readyz").json()["files"] is True


def test_a_refusal_is_no_silence(server):
    """A bucket that is not there, or not ours: an error of a disk, and the server is well."""
    wrong = PublicBucket(
        **storages.backends["default"]["OPTIONS"] | {"bucket_name": "somebody-else"}
    )
    with pytest.raises(BucketAway):
        wrong.save("a.txt", ContentFile(b"text", name="a.txt"))
    assert wrong.answers()
    assert not BUCKET.is_ill()
