import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from catalogue.origin.models import LotAttachment
from marketplace.files.away import FilesAreAway, is_away
from marketplace.files.storage import FilesAway, PrivateFiles
from tests import factories

PDF = b"%PDF-1.7 a test report"


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (FilesAway("gone"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (FileNotFoundError(errno.ENOENT, "No such file"), False),
        (PermissionError(errno.EACCES, "Permission denied"), False),
        (ValueError("gone"), False),
    ],
)
def test_what_is_away_is_told_from_what_is_wrong(error, away):
    assert is_away(error) is away


def test_what_came_of_it_is_it():
    try:
        try:
            raise FilesAway("gone")
        except FilesAway as error:
            raise ValueError("a picture without pixels") from error
    except ValueError as error:
        assert is_away(error)


@pytest.fixture
def lot(product):
    return factories.make_lot(product)


def send_paper(client, owner, lot):
    client.force_login(owner)
    file = SimpleUploadedFile("giay.pdf", PDF, "application/pdf")
    return client.post(
        f"/en/sell/lots/{lot.pk}/document/", {"caption": "Kết quả kiểm nghiệm", "file": file}
    )


@pytest.fixture(autouse=True)
def _a_view_s_transaction_is_over(monkeypatch):
    """Around a test stands one that a failed save spoils for all that comes after it."""
    answered = FilesAreAway.process_exception

    def after_it(middleware, request, error):
        transaction.set_rollback(False)
        return answered(middleware, request, error)

    monkeypatch.setattr(FilesAreAway, "process_exception", after_it)


def failing(error: Exception):
    def fail(*args, **kwargs):
        raise error

    return fail


@pytest.mark.django_db
@pytest.mark.parametrize("error", [FilesAway("gone"), OSError(errno.ENOSPC, "No space left")])
def test_a_form_comes_back_with_its_words_and_nothing_is_kept(
    client, owner, lot, error, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(PrivateFiles, "_save", failing(error))
        answer = send_paper(client, owner, lot)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "cannot be kept or read at the moment" in page
    assert 'name="caption" value="Kết quả kiểm nghiệm"' in page
    assert "Please choose the file again" in page  # it has lost its name on the way
    assert not LotAttachment.objects.exists()
    assert send_paper(client, owner, lot).status_code == 302
    assert LotAttachment.objects.count() == 1


@pytest.mark.django_db
def test_a_paper_that_cannot_be_read_says_so(client, owner, lot, monkeypatch):
    send_paper(client, owner, lot)
    address = f"/en/sell/lots/{lot.pk}/files/{LotAttachment.objects.get().pk}/"
    led = client.get(address).url
    monkeypatch.setattr(PrivateFiles, "_open", failing(FilesAway("gone")))
    answer = client.get(led)
    page = answer.content.decode()
    assert (answer.status_code, "Tệp tạm thời chưa lấy được" in page) == (503, True)


@pytest.mark.django_db
def test_a_fault_of_ours_stays_one(client, owner, lot, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(PrivateFiles, "_save", failing(PermissionError(errno.EACCES, "no")))
    assert send_paper(client, owner, lot).status_code == 500
