"""Mails of a quote go to each side in its language, once a step, with a link of its own."""

import pytest
from django.utils.translation import override

from marketplace.notices.models import Notice
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from marketplace.quotes.mail import mail_asker, tell_maker
from marketplace.quotes.tokens import link_of
from tests import factories
from tests.marketplace.quotes.quoted import asked, offered

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(producer, owner, buyer):
    return asked(producer, user=buyer, language="en")


def last(template: str) -> MailMessage:
    return MailMessage.objects.filter(template=template).latest("pk")


def test_each_side_reads_its_own_language(quote, owner, producer):
    owner.language = "id"
    owner.save()
    offered(quote, owner)
    quote.refresh_from_db()
    tell_maker(quote, "quote_accepted")
    given, accepted = last("quote_step"), last("producer_quote")
    assert (given.language, accepted.language) == ("en", "id")
    assert given.context["total"].replace("\xa0", " ") in ("₫2,460,000", "2,460,000 ₫")
    assert link_of(quote)[:20] == given.context["link"][:20]
    assert accepted.context["link"].endswith(f"/id/sell/quotes/{quote.number}/")
    assert f"Penawaran {quote.number}" in compose(accepted).subject


def test_a_step_is_told_once(quote):
    for _twice in range(2):
        mail_asker(quote, "declined")
        tell_maker(quote, "quote_withdrawn")
    assert MailMessage.objects.filter(context__step="declined").count() == 1
    assert MailMessage.objects.filter(context__step="withdrawn").count() == 1


def test_only_who_sells_reads_of_it(quote, producer, owner):
    packer = factories.make_member(producer, "goi@example.vn", role="packer")
    tell_maker(quote, "quote_lapsed")
    readers = Notice.objects.filter(kind="quote_lapsed").values_list("membership__user", flat=True)
    assert (list(readers), packer.pk in readers) == ([owner.pk], False)


def test_who_asks_for_whom_is_told_and_what(quote):
    told = MailMessage.objects.get(context__step="new").context
    (line,) = quote.lines.all()
    assert (told["name"], told["goods"]) == (quote.company, [[30, line.title]])


def test_goods_are_called_as_their_reader_s_language_calls_them(producer, owner, buyer):
    owner.language = "vi"
    owner.save()
    vase = factories.make_product(producer, stock=100, title="Bình men")
    vase.title_en = "Glazed vase"
    vase.save()
    with override("en"):
        asked(producer, (vase, 30), user=buyer, language="en")
    told = MailMessage.objects.get(context__step="new").context
    assert told["goods"] == [[30, "Bình men"]]
