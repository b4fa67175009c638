"""Reviews of the demo market by guests, from the mails of what came to them.

Some with a picture, one that a rule held back, one that its maker reported, one answered.
"""

from typing import NamedTuple

from django.core.files.base import ContentFile

from catalogue.models import Availability, Product
from marketplace.accounts.models import User
from marketplace.demo.facts import Facts, all_facts
from marketplace.demo.orders import arrive, place
from marketplace.demo.pictures.masters import master
from marketplace.files.pictures import Picture, as_picture
from marketplace.order.models import Line
from marketplace.purchases.models import Purchase
from marketplace.purchases.placement import Buyer
from marketplace.reviews.models import ReviewReport
from marketplace.reviews.moderating import report_review
from marketplace.reviews.reading import answer_review
from marketplace.reviews.writing import Said, aspects_asked, write_review

FIRST_SELLER = "bat-trang-1"
GOODS = 2  # of the first seller: those it has many of


class Guest(NamedTuple):
    """Who bought the goods as a guest, and what it says of the first and the second."""

    name: str
    language: str
    said: tuple[tuple[int, str], ...]


GUESTS = (
    Guest(
        "Mai",
        "vi",
        (
            (5, "Men bóng đều, cầm chắc tay. Hộp lót rơm, đi xe khách vẫn nguyên."),
            (4, "Đẹp, nhưng nhỏ hơn tôi hình dung."),
        ),
    ),
    Guest(
        "Hùng",
        "vi",
        (
            (2, "Bên kia bán rẻ hơn một nửa, ai cần thì hỏi tôi."),
            (3, "Hàng tốt, giao chậm hai ngày."),
        ),
    ),
    Guest(
        "Emma",
        "en",
        (
            (5, "The glaze is even nicer than in the pictures. It travelled to Leeds unharmed."),
            (5, "A gift for my sister, who uses it every day."),
        ),
    ),
    Guest(
        "Dewi",
        "id",
        (
            (4, "Buatannya halus, kemasannya aman. Pengiriman agak lama."),
            (5, "Bagus sekali, persis seperti di foto."),
        ),
    ),
    Guest("Tùng", "vi", ((3, "Hàng được. Ai muốn lấy sỉ gọi tôi 0912 000 111."), (5, ""))),
)
# Who shows which of the goods, and how.
PICTURED = {("Mai", 0): "in_use", ("Emma", 0): "detail", ("Dewi", 1): "in_use"}
ANSWER = "Cảm ơn chị đã chờ. Lần sau chúng tôi gửi sớm hơn một ngày."


def build(people: dict[str, User]) -> None:
    """Sell to guests what the first seller makes, and let them say how it is; once."""
    if Purchase.objects.filter(email=address_of(1)).exists():
        return
    goods = list(
        Product.objects.published()
        .filter(
            producer__slug=FIRST_SELLER,
            availability=Availability.IN_STOCK,
            needs_delivery=True,
            variants=None,
            stockrecords__num_in_stock__gte=2 * len(GUESTS),  # some stays for others
        )
        .order_by("code")[:GOODS]
    )
    if len(goods) < GOODS:
        return
    drawn = {facts.code: facts for facts in all_facts()}
    for number, guest in enumerate(GUESTS, 1):
        buyer = Buyer(
            email=address_of(number), phone=f"+8491200020{number}", language=guest.language
        )
        purchase = place(goods, buyer, name=guest.name)
        if purchase is None:
            continue
        lines = {line.product_id: line for line in arrive(purchase, people["staff"])}
        for which, product in enumerate(goods):
            view = PICTURED.get((guest.name, which), "")
            pictures = pictures_of(drawn.get(product.code), view)
            say(lines[product.pk], guest, which, pictures, people["seller-1"])


def address_of(number: int) -> str:
    return f"khach-mua-{number}@example.vn"


def say(line: Line, guest: Guest, which: int, pictures: list[Picture], seller: User) -> None:
    """Write what a guest says; its maker answers one and reports another."""
    score, text = guest.said[which]
    product = line.product
    aspects = {
        str(aspect): max(1, min(5, score + (0, -1, 0, 1)[(which + place) % 4]))
        for place, aspect in enumerate(aspects_asked(product))
    }
    said = Said(score, text, aspects, pictures, name=guest.name, as_it_is=True)
    review = write_review(line=line, said=said, language=guest.language)
    if "giao chậm" in text:
        answer_review(review=review, text=ANSWER, by=seller)
    if text.startswith("Bên kia"):
        reason = ReviewReport.Reason.SPAM
        report_review(
            review=review, by=seller, reason=reason, note="Rao bán chỗ khác.", by_maker=True
        )


def pictures_of(facts: Facts | None, view: str) -> list[Picture]:
    """Give a picture of a demo product as its buyer might take it: a rendered one."""
    path = master(facts.code, facts.kind, view) if facts else None
    return [as_picture(ContentFile(path.read_bytes()))] if path else []
