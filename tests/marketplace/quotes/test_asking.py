"""A quote is asked for, proven and withdrawn; neither side reads where the other lives."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalogue.models import Publication
from marketplace.purchases.models import MailMessage
from marketplace.quotes.asking import (
    LEAST,
    MOST_LINES,
    MOST_WAITING,
    Wishes,
    ask,
    prove,
    quote_of,
    withdraw,
)
from marketplace.quotes.models import Quote
from marketplace.quotes.refusals import (
    IsOver,
    NobodySells,
    NotProven,
    NotSold,
    OwnShop,
    TooFar,
    TooFew,
    TooManyAsked,
    TooManyLines,
)
from marketplace.quotes.tokens import token_of
from marketplace.shipping.places import Place
from marketplace.talks.refusals import OwnContact
from tests import factories
from tests.marketplace.quotes.quoted import FIRM, HANOI, TEXT, asked, offered, record_of

pytestmark = pytest.mark.django_db


def letters() -> list[tuple[str, str, str]]:
    rows = MailMessage.objects.order_by("pk")
    return [(each.template, each.context.get("step", ""), each.to) for each in rows]


def test_a_guest_proves_the_address_before_the_maker_reads_it(producer, owner):
    quote = asked(producer, asker=replace(FIRM, email=" Hoa@Example.com"))
    assert (quote.email, quote.state, quote.pieces) == ("hoa@example.com", "unproven", 30)
    assert letters() == [("quote_step", "proof", "hoa@example.com")]
    for _twice in range(2):
        prove(quote)
    assert letters()[1:] == [
        ("quote_step", "asked", "hoa@example.com"),
        ("producer_quote", "new", owner.email),
    ]
    quote.refresh_from_db()
    assert quote.is_open


def test_who_is_signed_in_has_proven_it(producer, owner, buyer):
    quote = asked(producer, user=buyer)
    assert (quote.email, quote.asked_by, quote.is_open) == (buyer.email, buyer, True)
    assert letters() == [
        ("quote_step", "asked", buyer.email),
        ("producer_quote", "new", owner.email),
    ]


def test_the_number_is_the_day_s_and_the_token_is_the_quote_s(producer, buyer):
    quote = asked(producer, user=buyer)
    assert quote.number.startswith(f"Q{timezone.localdate():%y%m%d}-")
    assert quote_of(token_of(quote)) == quote
    for wrong in (token_of(quote)[:-1], "khong-co", ""):
        assert quote_of(wrong) is None
    quote.delete()
    assert quote_of(token_of(Quote(pk=1_000_000))) is None


def test_no_address_stands_in_what_the_maker_is_told(producer, owner, buyer):
    asked(producer, user=buyer)
    (told,) = MailMessage.objects.filter(template="producer_quote")
    for secret in (buyer.email, FIRM.phone, FIRM.tax_code, FIRM.company_address):
        assert secret not in str(told.context)
    for wishes in (
        Wishes(place=HANOI, text="Gọi 0912 345 678"),
        Wishes(place=HANOI, gift_message="toi@example.com"),
    ):
        with pytest.raises(OwnContact):
            asked(producer, user=buyer, wishes=wishes)


def test_the_same_again_is_one_enquiry(producer, buyer):
    vase = factories.make_product(producer, stock=100)
    first, again = (asked(producer, (vase, 30), user=buyer) for _twice in range(2))
    other = asked(producer, (vase, 31), user=buyer)
    assert (first == again, first == other, Quote.objects.count()) == (True, False, 2)


def test_too_many_wait_for_one_address(producer, buyer):
    vase = factories.make_product(producer, stock=100)
    for number in range(MOST_WAITING):
        asked(producer, (vase, LEAST + number), user=buyer)
    with pytest.raises(TooManyAsked, match=r"5 lời hỏi của bạn đang chờ|đang chờ trả lời"):
        asked(producer, (vase, 100), user=buyer)
    guest = replace(FIRM, email=buyer.email)
    wish = {"producer": producer, "asker": guest, "language": "vi"}
    lines, wishes = [(record_of(vase), 99)], Wishes(place=HANOI)
    assert ask(lines=lines, wishes=wishes, **wish) is None  # which nobody is told
    assert Quote.objects.count() == MOST_WAITING


def test_from_so_many_pieces_on_whatever_they_are_of(producer, buyer):
    vase, bowl = (factories.make_product(producer, stock=100) for _two in range(2))
    with pytest.raises(TooFew, match=r"20 món trở lên; ít hơn thì cho thẳng vào giỏ"):
        asked(producer, (vase, LEAST - 2), (bowl, 1), user=buyer)
    assert asked(producer, (vase, LEAST - 1), (bowl, 1), user=buyer).pieces == LEAST


def test_at_most_so_many_products(producer, buyer):
    goods = [(factories.make_product(producer), 5) for _each in range(MOST_LINES + 1)]
    with pytest.raises(TooManyLines, match=r"Nhiều nhất 20 sản phẩm trong một lần hỏi"):
        asked(producer, *goods, user=buyer)
    assert asked(producer, *goods[:MOST_LINES], user=buyer).lines.count() == MOST_LINES


def test_only_what_this_maker_sells_now(producer, buyer):
    hidden = factories.make_product(producer, publication=Publication.HIDDEN)
    others = factories.make_product()
    visit = factories.make_product(producer, set_number=26)
    priceless = factories.make_product(producer)
    priceless.stockrecords.update(price=None)
    for product in (hidden, others, visit, priceless):
        with pytest.raises(NotSold, match=r"Hiện ở đây không bán “.*”. Hãy bỏ ra"):
            asked(producer, (product, 30), user=buyer)
    assert not Quote.objects.exists()


def test_only_as_far_as_it_travels(producer, buyer):
    bread = factories.make_product(producer, delivery_reach=1)
    with pytest.raises(TooFar, match=r"” không gửi được xa như vậy. Hãy bỏ ra hoặc chọn nơi khác"):
        asked(producer, (bread, 30), user=buyer, wishes=Wishes(place=Place("VN", "79")))
    assert asked(producer, (bread, 30), user=buyer).place.province_code == "01"


def test_nobody_asks_its_own_shop_or_one_that_is_closed(producer, owner, buyer):
    with pytest.raises(OwnShop, match=r"Bạn làm việc cho cơ sở này: cơ sở báo giá cho người khác"):
        asked(producer, user=owner)
    vase = factories.make_product(producer, stock=50)
    producer.state = "suspended"
    with pytest.raises(NobodySells, match=r"hiện không bán ở đây, nên sẽ không có ai trả lời"):
        asked(producer, (vase, 30), user=buyer)


def test_who_asked_withdraws(producer, owner, buyer):
    quote = asked(producer, user=buyer)
    for _twice in range(2):
        withdraw(quote)
    quote.refresh_from_db()
    assert quote.is_withdrawn
    assert letters()[2:] == [("producer_quote", "withdrawn", owner.email)]
    with pytest.raises(IsOver, match=r"Yêu cầu này không còn mở; chưa có gì thay đổi"):
        offered(quote, owner)


def test_what_was_offered_is_withdrawn_too(producer, owner, buyer):
    quote = offered(asked(producer, user=buyer), owner)
    withdraw(quote)
    quote.refresh_from_db()
    assert quote.is_withdrawn


def test_what_is_not_proven_is_neither_offered_nor_withdrawn(producer, owner):
    quote = asked(producer)
    with pytest.raises(NotProven, match=r"mở liên kết trong thư"):
        withdraw(quote)
    with pytest.raises(NotProven):
        offered(quote, owner)


def test_wishes_are_kept_as_they_were_said(producer, buyer):
    day = timezone.localdate() + timedelta(days=30)
    wishes = Wishes(HANOI, day, f"  {TEXT} \n\n\n", "Ánh  Dương", "Cảm ơn.")
    quote = asked(producer, user=buyer, wishes=wishes)
    quote.refresh_from_db()
    assert (quote.wanted_on, quote.text, quote.gift_sender, quote.gift_message) == (
        day,
        TEXT,
        "Ánh Dương",
        "Cảm ơn.",
    )
    assert (quote.place.name, quote.company, quote.tax_code) == (
        "Hà Nội",
        FIRM.company,
        FIRM.tax_code,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"wishes": Wishes(place=Place("VN", "79"), text=TEXT)},
        {"wishes": Wishes(place=HANOI, text=TEXT, gift_message="Chúc mừng.")},
        {"wishes": Wishes(place=HANOI, text=TEXT, wanted_on=date(2031, 1, 1))},
        {"asker": replace(FIRM, company="Công ty Khác")},
    ],
)
def test_the_same_goods_for_another_place_day_or_name_are_another_enquiry(producer, buyer, changes):
    vase = factories.make_product(producer, stock=100)
    first = asked(producer, (vase, 30), user=buyer)
    for _twice in range(2):
        asked(producer, (vase, 30), user=buyer, **changes)
    assert (Quote.objects.count(), Quote.objects.filter(pk=first.pk).count()) == (2, 1)


def test_what_a_guest_asks_under_an_address_stands_in_nobody_s_way(producer, owner, buyer):
    """Whose address it is asks on, whatever others asked under it and never proved."""
    vase = factories.make_product(producer, stock=100)
    guest = replace(FIRM, email=buyer.email)
    for number in range(MOST_WAITING):
        assert asked(producer, (vase, 30 + number), asker=guest).is_unproven
    made = asked(producer, (vase, 30), user=buyer)
    assert (made.is_open, made.asked_by) == (True, buyer)
    assert ("producer_quote", "new", owner.email) in letters()
