"""A lost second factor goes by two people, a day and a mail that can stop it."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, transaction
from django.test import Client

from marketplace.accounts.models import FactorReset
from marketplace.listings import lost_factors
from marketplace.listings.lost_factors import (
    ResetRefused,
    ask_for_reset,
    confirm_reset,
    reset_of,
    stop_reset,
    take_off_lost_factors,
    token_of,
)
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
REASON = "Gọi lại số trong hợp đồng."


@pytest.fixture
def person():
    user = factories.make_user("chu-ho@example.vn")
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


@pytest.fixture
def second():
    user = factories.make_user("hai@example.vn")
    user.is_staff = user.is_superuser = True
    user.save()
    return user


def told() -> list[tuple[str, str]]:
    rows = MailMessage.objects.filter(template="lost_factor").order_by("pk")
    return [(row.to, row.context["step"]) for row in rows]


def test_two_people_and_a_day(person, staff, second, monkeypatch):
    found = ask_for_reset(user=person, by=staff, reason=REASON)
    assert take_off_lost_factors() == 0
    confirm_reset(pk=found.pk, by=second)
    due = confirm_reset(pk=found.pk, by=second).due_at  # again: nothing changes
    for early, taken in ((timedelta(seconds=1), 0), (timedelta(0), 1), (timedelta(0), 0)):
        monkeypatch.setattr(lost_factors.timezone, "now", lambda early=early: due - early)
        assert take_off_lost_factors() == taken
        assert person.authenticator_set.count() == (2 if not taken and early else 0)
    found.refresh_from_db()
    assert (found.asked_by, found.confirmed_by, found.reason) == (staff, second, REASON)
    assert (found.done_at, found.is_open) == (due, False)
    assert told() == [(person.email, step) for step in ("asked", "confirmed", "done")]


def test_one_person_is_not_enough(person, staff, second):
    found = ask_for_reset(user=person, by=staff, reason=REASON)
    for by in (staff, person):
        with pytest.raises(ResetRefused, match="Cần người thứ hai xác nhận"):
            confirm_reset(pk=found.pk, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.filter(pk=found.pk).update(confirmed_by=staff)
    with pytest.raises(ResetRefused, match="Phải có người khác yêu cầu thay bạn"):
        ask_for_reset(user=staff, by=staff, reason=REASON)
    with pytest.raises(ResetRefused, match="Tài khoản này không có lớp xác thực thứ hai"):
        ask_for_reset(user=second, by=staff, reason=REASON)
    with pytest.raises(ResetRefused, match="Việc này đã được yêu cầu rồi"):
        ask_for_reset(user=person, by=second, reason=REASON)


def test_the_person_stops_it_by_the_mail(client, person, staff, second):
    found = ask_for_reset(user=person, by=staff, reason=REASON)
    confirm_reset(pk=found.pk, by=second)
    link = MailMessage.objects.filter(template="lost_factor").last().context["link"]
    path = re.sub(r"^https?://[^/]+", "", link)
    assert client.get(path).status_code == 200  # looking changes nothing
    assert FactorReset.objects.get().is_open
    client.post(path)
    found.refresh_from_db()
    assert (found.stopped_by, found.is_open) == (person, False)
    with pytest.raises(ResetRefused, match="Việc này đã kết thúc"):
        confirm_reset(pk=found.pk, by=second)
    stop_reset(pk=found.pk, by=staff)
    assert FactorReset.objects.get().stopped_by == person
    assert told()[-1] == (person.email, "stopped")
    assert person.authenticator_set.count() == 2


def test_a_tampered_link_is_not_found(client, person, staff):
    token = token_of(ask_for_reset(user=person, by=staff, reason=REASON))
    assert reset_of(token).user == person
    assert reset_of(token[:-1]) is None
    assert client.get(f"/vi/account/lost-factor/{token[:-1]}/").status_code == 404


@pytest.mark.parametrize(("seconds", "opens"), [(0, True), (1, False)])
def test_a_link_opens_for_ninety_days(person, staff, monkeypatch, seconds, opens):
    reset, written = ask_for_reset(user=person, by=staff, reason=REASON), int(time.time())
    monkeypatch.setattr(time, "time", lambda: written)
    token = token_of(reset)
    later = written + timedelta(days=90, seconds=seconds).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    assert (reset_of(token) is not None) is opens


def test_at_the_desk(client, person, staff, second, stranger):
    path = "/en/sell/review/lost-factors/"
    client.force_login(staff)
    unknown = client.post(path, {"email": "ai@example.vn", "reason": REASON})
    assert unknown.context["form"].errors == {"email": ["Nobody has this address."]}
    client.post(path, {"email": person.email, "reason": REASON})
    found = FactorReset.objects.get()
    step = f"{path}{found.pk}/confirm/"
    assert step not in client.get(path).content.decode()
    page = client.post(step, follow=True).content.decode()
    assert "A second person has to confirm this." in page
    client.force_login(second)
    assert step in client.get(path).content.decode()
    client.post(step)
    found.refresh_from_db()
    assert found.confirmed_by == second
    outsider = Client()
    outsider.force_login(stranger)
    assert [outsider.get(path).status_code, outsider.post(step).status_code] == [302, 302]
    assert outsider.post(f"{path}{found.pk}/stop/").status_code == 302
    found.refresh_from_db()
    assert found.is_open
