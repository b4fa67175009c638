"""manage.py appoint: roles for people, before anybody can give them in the browser."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from marketplace.accounts.models import User
from marketplace.accounts.roles import May, person_may
from marketplace.ledger.access import finance_people

pytestmark = pytest.mark.django_db


def test_two_people_of_finance_get_accounts_and_the_desk(capsys):
    call_command("appoint", "finance", "An@langviet.vn", "binh@langviet.vn")
    assert [user.email for user in finance_people()] == ["an@langviet.vn", "binh@langviet.vn"]
    assert not any(user.has_usable_password() for user in finance_people())
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 2
    assert "choose a password by 'Forgot password'" in capsys.readouterr().out


def test_who_has_an_account_keeps_it(buyer, capsys):
    call_command("appoint", "officer", buyer.email.upper())
    buyer = User.objects.get()
    assert person_may(buyer, May.REGISTER)
    assert not buyer.is_staff
    assert buyer.has_usable_password()
    assert capsys.readouterr().out == f"{buyer.email} is officer.\n"


def test_what_is_no_address_or_closed_gives_nobody_a_role(buyer):
    buyer.is_active = False
    buyer.save()
    with pytest.raises(CommandError, match="is closed"):
        call_command("appoint", "moderator", "an@langviet.vn", buyer.email)
    with pytest.raises(CommandError, match="is no e-mail address"):
        call_command("appoint", "moderator", "an@langviet.vn", "an")
    assert User.objects.count() == 1
