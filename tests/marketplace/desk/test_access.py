"""The desk's doors: who comes in, and what the audit log then says of them."""

import time

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from marketplace.desk.access import finance_only, moderators_only, note_for_audit
from marketplace.frame.access import audience_of
from marketplace.ledger.models import AuditRecord
from tests import factories
from tests.doors import METHODS, WHOSE

pytestmark = pytest.mark.django_db


@finance_only
def page(request, number=""):
    note_for_audit(request, "7 %")
    note_for_audit(request, "from today")
    return HttpResponse(status=int(request.GET.get("status", 200)))


@finance_only
def file(request):
    return HttpResponse(headers={"Content-Disposition": "attachment"})


def log() -> list[tuple[str, str, str]]:
    rows = AuditRecord.objects.order_by("pk")
    return list(rows.values_list("action", "page", "subject"))


def ask(rf, view, user, method: str = "get", path: str = "/", **named):
    request = getattr(rf, method)(path.replace("/", "/vi/finance/", 1))
    request.user, request.resolver_match = user, None
    request.session = {WHOSE: str(user.pk), METHODS: [{"method": "password", "at": time.time()}]}
    return view(request, **named)


@pytest.fixture
def desk(db):
    return factories.make_accountant()


def test_what_the_desk_sees_does_and_takes_is_written_down(rf, desk):
    answer = ask(rf, page, desk, path="/?q=+FT26+", number="B-1")
    assert answer["Cache-Control"] == "private, no-store"
    ask(rf, page, desk, "post", "/?status=302")
    ask(rf, page, desk, "post", "/?status=422")  # refused fields: it saw the form again
    ask(rf, file, desk)
    assert log() == [
        ("saw", "finance:index", "B-1 FT26 7 % from today"),
        ("did", "finance:index", "7 % from today"),
        ("saw", "finance:index", "7 % from today"),
        ("took", "finance:index", ""),
    ]


@pytest.mark.parametrize(
    ("status", "action"), [(200, "did"), (399, "did"), (400, "saw"), (409, "saw")]
)
def test_a_post_below_400_did_something(rf, desk, status, action):
    ask(rf, page, desk, "post", f"/?status={status}")
    assert [row[0] for row in log()] == [action]


def test_staff_outside_the_group_are_refused_and_noted_and_others_refused(rf, staff, buyer):
    for user in (staff, buyer):
        with pytest.raises(PermissionDenied):
            ask(rf, page, user, path="/?q=FT26", number="B-1")
    assert log() == [("refused", "finance:index", "B-1 FT26")]


def test_a_stranger_is_sent_to_sign_in_and_nothing_is_written(client, rf):
    answer = client.get("/en/finance/")
    assert (answer.status_code, "/account/login/" in answer.url) == (302, True)
    assert log() == []


def test_moderators_are_staff(rf, staff, buyer):
    @moderators_only
    def review(request):
        return HttpResponse("ok")

    assert ask(rf, review, staff).content == b"ok"
    refused = ask(rf, review, buyer)
    assert (refused.status_code, "login" in refused.url) == (302, True)
    assert [audience_of(view) for view in (review, page)] == ["moderator", "finance"]
