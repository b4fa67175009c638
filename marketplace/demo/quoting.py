"""Quotes of the demo market, one in each state; made once, by the services and their clock."""

from datetime import timedelta

from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.producers.models import Producer
from marketplace.purchases.placement import Buyer, Delivery, Invoice, PaymentChoice
from marketplace.quotes.accepting import accept_quote, destination_of
from marketplace.quotes.asking import Asker, Wishes, ask, withdraw
from marketplace.quotes.models import Quote
from marketplace.quotes.offering import UNANSWERED, decline, lapse_quotes, offer_quote
from marketplace.quotes.queries import sold_records
from marketplace.shipping.places import Place

FIRST_SELLER = "bat-trang-1"
PHONE = "+84912345678"
FIRM = Asker("firm", "Nguyễn Lan", "", PHONE, "Công ty Ánh Dương", "0300588569", "5 Tràng Thi")
SCHOOL = Asker("school", "Cô Hoa", "hoa@example.com", PHONE, "Trường tiểu học Chu Văn An")
WORDS = "Giá đã gồm in logo một màu và hộp giấy."
# Who asks, in which words, for how many, and what comes of it.
ASKED = (
    ("firm", "Quà Tết cho nhân viên, in logo dưới đáy.", 40, ""),
    ("firm", "Quà tặng hội nghị khách hàng.", 30, "offer"),
    ("firm", "Bát dùng trong căng tin.", 20, "accept"),
    ("firm", "Cần trong ba ngày.", 60, "decline"),
    ("firm", "Quà cuối năm, hai mẫu.", 24, "withdraw"),
    ("firm", "Quà khai trương chi nhánh.", 50, "let lapse"),
    ("school", "Quà cho lớp cuối cấp.", 35, ""),
)


def build(people: dict[str, User]) -> None:
    """Ask the first seller for many of its goods, and let it answer."""
    if Quote.objects.exists():
        return
    maker = Producer.objects.get(slug=FIRST_SELLER)
    records = list(sold_records(maker).filter(product__needs_delivery=True)[:2])
    for number, (who, text, count, ends) in enumerate(ASKED):
        quote = ask(
            producer=maker,
            lines=[(record, count // (place + 1)) for place, record in enumerate(records)],
            asker=FIRM if who == "firm" else SCHOOL,
            wishes=Wishes(
                place=Place(),
                wanted_on=timezone.localdate() + timedelta(days=30 + number),
                text=text,
                gift_sender="Công ty Ánh Dương" if ends == "offer" else "",
                gift_message="Cảm ơn một năm đồng hành." if ends == "offer" else "",
            ),
            language="vi",
            user=people["buyer"] if who == "firm" else None,
        )
        if quote:
            end(quote, ends, people)


def end(quote: Quote, ends: str, people: dict[str, User]) -> None:
    """Bring a quote that waits to its end."""
    seller = people["seller-1"]
    if ends in ("offer", "accept"):
        offer(quote, seller)
    if ends == "accept":
        accept(quote, people["buyer"])
    elif ends == "decline":
        decline(quote=quote, reason="Lò đã kín lịch đến hết tháng, ba ngày thì không kịp.")
    elif ends == "withdraw":
        withdraw(quote)
    elif ends == "let lapse":
        Quote.objects.filter(pk=quote.pk).update(
            last_at=timezone.now() - UNANSWERED - timedelta(days=1)
        )
        lapse_quotes()


def offer(quote: Quote, seller: User) -> None:
    """Offer a tenth off the shop's prices, and put what is offered on the shelf."""
    today = timezone.localdate()
    lines = list(quote.lines.all())
    for line in lines:
        record = get_model("partner", "StockRecord").objects.filter(pk=line.stockrecord_id)
        if (line.available or line.quantity) < line.quantity:
            record.update(num_in_stock=line.stockrecord.num_in_stock + line.quantity)
    offer_quote(
        quote=quote,
        by=seller,
        prices={line.pk: line.list_price * 9 // 10 // 1000 * 1000 for line in lines},
        delivery=150_000,
        ready_on=today + timedelta(days=20),
        valid_until=today + timedelta(days=14),
        words=WORDS,
    )


def accept(quote: Quote, buyer: User) -> None:
    found = Quote.objects.get(pk=quote.pk)
    country = get_model("address", "Country").objects.get(pk="VN")
    accept_quote(
        quote=found,
        revision=found.revision,
        total=found.total,
        buyer=Buyer(email=buyer.email, phone=PHONE, name=FIRM.name, user=buyer),
        delivery=Delivery(
            address={
                "first_name": FIRM.name,
                "phone_number": PHONE,
                "country": country,
                "line1": FIRM.company_address,
                "line2": "Hoàn Kiếm",
                "line4": "Hà Nội",
                "state": "01",
            },
            destination=destination_of(found),
        ),
        payment=PaymentChoice(method="vietqr", within=timedelta(hours=24)),
        invoice=Invoice(FIRM.company, FIRM.company_address, FIRM.tax_code),
    )
