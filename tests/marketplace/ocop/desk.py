"""What the tests of the register's screens stand on."""

import datetime
from html import unescape

from django.test import Client
from django.utils import timezone

from catalogue.certificates.models import Proposal
from marketplace.accounts.models import User
from tests import factories

INDEX, GRANT = "/en/programme/", "/en/programme/grant/"


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def tomorrow() -> datetime.date:
    return today() + days(1)


def today() -> datetime.date:
    return timezone.localdate()


def page_of(certificate) -> str:
    return f"/en/programme/{certificate.pk}/"


def words_of(response) -> str:
    return unescape(response.content.decode())


def messages_of(response) -> list[str]:
    return [str(one) for one in response.context["messages"]]


ENTRIES = "/en/programme/entries/"


def second() -> Client:
    """The browser of another officer."""
    factories.make_officer("second@example.com")
    return client_of("second@example.com")


def client_of(email: str) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(email=email))
    return browser


def answered(proposal: Proposal, browser: Client, **answer):
    return browser.post(f"{ENTRIES}{proposal.pk}/", answer or {"make": "1"}, follow=True)


def confirmed():
    """Have the entry that waits confirmed by another officer."""
    return answered(Proposal.objects.get(state=Proposal.State.ASKED), second())


def entry(rated, **answers) -> dict:
    """What an officer types for a certificate that nothing speaks against.

    The law and the end follow from the days.
    """
    facts = {
        "product": rated.code,
        "decision_number": "12/QĐ-UBND",
        "decision_date": today() - days(2),
        "authority": "UBND thành phố Hà Nội",
        "level": "province",
        "stars": 4,
        "score": "78.50",
        "issued_on": today() - days(1),
        "note": "Đợt 1",
    }
    return facts | answers


def correction_of(held, **answers) -> dict:
    """What the correction's form sends: the certificate as it is, but for some answers."""
    facts = {
        "product": held.product.code,
        "decision_number": held.decision_number,
        "decision_date": held.decision_date,
        "authority": held.authority,
        "level": held.level,
        "stars": held.stars,
        "score": held.score,
        "law": held.law_id,
        "issued_on": held.issued_on,
        "expires_on": held.expires_on,
        "reason": "Đọc nhầm số sao trong quyết định",
    }
    return facts | answers
