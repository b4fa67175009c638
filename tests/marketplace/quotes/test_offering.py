"""A maker offers, changes, takes back, declines; the clock ends and erases."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.purchases.models import MailMessage
from marketplace.quotes.models import Quote
from marketplace.quotes.offering import (
    KEPT,
    LONGEST_READY,
    LONGEST_VALID,
    MOST_FOR_ONE,
    MOST_IN_ALL,
    UNANSWERED,
    UNPROVEN_KEPT,
    decline,
    forget_quotes,
    lapse,
    lapse_quotes,
    take_back,
)
from marketplace.quotes.refusals import (
    BadReady,
    BadValid,
    IsOver,
    NoReason,
    TooDear,
    Unpriced,
)
from marketplace.talks.refusals import OwnContact
from tests import factories
from tests.marketplace.quotes.quoted import accepted, asked, lapsed_days, offered

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def quote(producer, owner, buyer):
    vase = factories.make_product(producer, price=250_000, stock=100)
    bowl = factories.make_product(producer, price=90_000, stock=100)
    return asked(producer, (vase, 30), (bowl, 10), user=buyer)


def steps(to: str) -> list[str]:
    rows = MailMessage.objects.filter(to=to).order_by("pk")
    return [each.context["step"] for each in rows]


def test_an_offer_s_sums_are_its_lines_and_its_delivery(quote, owner, buyer):
    vase, bowl = quote.lines.all()
    offered(quote, owner, prices={vase.pk: 200_000, bowl.pk: 75_500})
    quote = Quote.objects.get()
    assert (quote.is_quoted, quote.revision, quote.quoted_by) == (True, 1, owner)
    assert (quote.goods, quote.delivery, quote.total) == (6_755_000, 60_000, 6_815_000)
    told = MailMessage.objects.get(context__step="given").context
    assert (told["total"], told["words"]) == ("6.815.000\xa0₫", "Gồm hộp giấy.")


def test_the_same_offer_again_changes_nothing_another_one_counts(quote, owner, buyer):
    for _twice in range(2):
        offered(quote, owner)
    assert (Quote.objects.get().revision, steps(buyer.email)) == (1, ["asked", "given"])
    offered(quote, owner, delivery=0)
    assert (Quote.objects.get().revision, Quote.objects.get().total) == (2, 40 * 80_000)
    assert steps(buyer.email) == ["asked", "given", "given"]


def test_each_product_has_a_price(quote, owner):
    vase, bowl = quote.lines.all()
    for prices in ({vase.pk: 1_000}, {vase.pk: 1_000, bowl.pk: 0}):
        with pytest.raises(Unpriced, match=r"Hãy ghi giá cho từng sản phẩm"):
            offered(quote, owner, prices=prices)
    assert Quote.objects.get().is_open


def test_a_quote_fits_into_an_order(producer, owner, buyer):
    bowl = factories.make_product(producer, stock=100)
    quote = asked(producer, (bowl, 20), user=buyer)
    (line,) = quote.lines.all()
    rest = MOST_IN_ALL - 20 * 400_000_000
    for prices, delivery in (
        ({line.pk: 400_000_000}, rest + 1),
        ({line.pk: MOST_FOR_ONE + 1}, 0),
    ):
        with pytest.raises(TooDear, match=r"Một báo giá nhiều nhất 9\.999\.999\.999\s₫ cả thảy"):
            offered(quote, owner, prices=prices, delivery=delivery)
    assert offered(quote, owner, prices={line.pk: 400_000_000}, delivery=rest).total == MOST_IN_ALL


def test_days_are_today_s_or_later_and_not_years_ahead(quote, owner):
    today = timezone.localdate()
    for day in (today - A_DAY, today + LONGEST_READY + A_DAY):
        with pytest.raises(BadReady, match=r"Ngày xong từ hôm nay đến"):
            offered(quote, owner, ready_on=day)
    for day in (today - A_DAY, today + LONGEST_VALID + A_DAY):
        with pytest.raises(BadValid, match=r"Hạn sớm nhất là hôm nay, muộn nhất là"):
            offered(quote, owner, valid_until=day)
    offered(quote, owner, ready_on=today, valid_until=today)
    offered(quote, owner, ready_on=today + LONGEST_READY, valid_until=today + LONGEST_VALID)
    assert Quote.objects.get().revision == 2


def test_no_address_stands_in_the_maker_s_words(quote, owner):
    with pytest.raises(OwnContact):
        offered(quote, owner, words="Gọi 0912 345 678")
    with pytest.raises(OwnContact):
        decline(quote=quote, reason="Gọi 0912 345 678")


def test_an_offer_is_taken_back_and_made_anew(quote, owner, buyer):
    offered(quote, owner)
    with pytest.raises(NoReason, match=r"Xin cho biết lý do"):
        take_back(quote=quote, reason=" ")
    for _twice in range(2):
        take_back(quote=quote, reason="Nhầm giá.")
    assert Quote.objects.get().is_open
    offered(quote, owner)
    assert (Quote.objects.get().is_quoted, Quote.objects.get().revision) == (True, 2)
    assert steps(buyer.email) == ["asked", "given", "taken_back", "given"]


def test_a_maker_declines_with_a_reason(quote, owner, buyer):
    for _twice in range(2):
        decline(quote=quote, reason="Lò kín lịch.")
    quote.refresh_from_db()
    assert (quote.is_declined, quote.reason) == (True, "Lò kín lịch.")
    assert steps(buyer.email) == ["asked", "declined"]
    for step in (
        lambda: offered(quote, owner),
        lambda: take_back(quote=quote, reason="x"),
    ):
        with pytest.raises(IsOver):
            step()


def test_what_is_offered_is_taken_back_not_declined(quote, owner):
    offered(quote, owner)
    with pytest.raises(IsOver):
        decline(quote=quote, reason="Lò kín lịch.")


def test_an_offer_lapses_after_its_last_day(quote, owner, buyer):
    offered(quote, owner)
    lapsed_days(quote, 0)
    assert (lapse_quotes(), Quote.objects.get().is_quoted) == (0, True)
    lapsed_days(quote, 1)
    assert (lapse_quotes(), lapse_quotes(), Quote.objects.get().is_lapsed) == (1, 0, True)
    assert steps(buyer.email) == ["asked", "given", "lapsed"]
    assert steps(owner.email) == ["new", "lapsed"]


def test_an_enquiry_that_nobody_answers_lapses(quote, owner, buyer):
    for ago, ends in ((UNANSWERED - A_DAY, 0), (UNANSWERED + A_DAY, 1)):
        Quote.objects.update(last_at=timezone.now() - ago)
        assert lapse_quotes() == ends
    assert (Quote.objects.get().is_lapsed, steps(buyer.email)) == (True, ["asked", "unanswered"])


def test_what_was_accepted_meanwhile_does_not_lapse(quote, owner):
    offered(quote, owner)
    accepted(quote)
    lapsed_days(quote, 1)
    assert (lapse(quote.pk, timezone.localdate()), lapse_quotes()) == (False, 0)
    assert Quote.objects.get().is_accepted


def test_what_nobody_proved_and_what_a_year_has_passed_over_is_erased(quote, producer, owner):
    offered(quote, owner)
    purchase = accepted(quote)
    guest = asked(producer)
    now = timezone.now()
    Quote.objects.filter(pk=guest.pk).update(made_at=now - UNPROVEN_KEPT + A_DAY)
    Quote.objects.filter(pk=quote.pk).update(last_at=now - KEPT + A_DAY)
    assert forget_quotes() == 0
    Quote.objects.filter(pk=guest.pk).update(made_at=now - UNPROVEN_KEPT - A_DAY)
    Quote.objects.filter(pk=quote.pk).update(last_at=now - KEPT - A_DAY)
    assert (forget_quotes(), Quote.objects.count()) == (2, 0)
    purchase.refresh_from_db()  # the order stays
    assert purchase.is_payable
