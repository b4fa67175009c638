"""Every page and form while what holds the files is away: a page with words, never a 500."""

import pytest
from django.db import transaction

from marketplace.files.away import FilesAreAway
from marketplace.files.storage import FilesAway, PrivateFiles, PublicFiles
from tests.security.addresses import addresses
from tests.security.asking import ask, forms_of
from tests.security.cast import Cast
from tests.security.faces import may_open, roles_for

pytestmark = pytest.mark.django_db

OFFERED = {"GET": "Tệp tạm thời chưa lấy được", "POST": "Xin gửi lại một lần nữa"}


@pytest.fixture
def away(monkeypatch) -> None:
    """Both storages answer as a bucket that is gone, at every call."""

    def fail(*args, **kwargs):
        raise FilesAway("gone")

    for storage in (PublicFiles, PrivateFiles):
        for name in ("_open", "_save", "exists", "size", "delete", "get_modified_time"):
            monkeypatch.setattr(storage, name, fail)
    answered = FilesAreAway.process_exception

    def outside_of_what_failed(middleware, request, error):
        """A view's transaction is over by then; here one is around it that `ask` takes back."""
        transaction.set_rollback(False)
        return answered(middleware, request, error)

    monkeypatch.setattr(FilesAreAway, "process_exception", outside_of_what_failed)


def is_told(method: str, status: int, body: str) -> bool:
    return status < 500 or (status == 503 and OFFERED[method] in body)


def test_no_page_breaks_and_what_cannot_do_without_says_so(cast: Cast, draw, away):
    faults, told = [], []
    forms: dict[str, tuple[str, dict]] = {}
    for address in draw(draw.part(addresses(cast.a)[0]), 120):
        role = next((each for each in roles_for(address) if may_open(address, each)), "stranger")
        answer = ask(cast, role, "GET", address.path)
        if not is_told("GET", answer.status, answer.body):
            faults.append(f"{role}: GET {address.path} answered {answer.status}: {answer.error}")
        if answer.status == 503:
            told.append(address.path)
        for action, data in forms_of(address.path, answer):
            forms.setdefault(action, (role, data))
    for action, (role, data) in forms.items():
        answer = ask(cast, role, "POST", action, data)
        if not is_told("POST", answer.status, answer.body):
            faults.append(f"{role}: POST {action} answered {answer.status}: {answer.error}")
        if answer.status == 503:
            told.append(action)
    print(f"{len(forms)} forms; told: {told}")
    assert not faults, "\n".join(faults)


def test_evidence_for_officers_says_that_its_files_are_away(cast: Cast, away):
    answer = ask(cast, "owner", "GET", f"/vi/sell/lots/evidence/{cast.a.product.pk}.zip")
    assert (answer.status, OFFERED["GET"] in answer.body) == (503, True)
