"""Questions with answers and messages of the demo market, by the market's own services."""

from datetime import timedelta

from django.utils import timezone

from catalogue.models import Publication
from marketplace.accounts.models import User
from marketplace.order.models import Order
from marketplace.producers.models import Producer
from marketplace.talks.complaints import answer_complaint, file_complaint
from marketplace.talks.models import Complaint, Question, Report
from marketplace.talks.questions import answer_question, ask_question
from marketplace.talks.reports import report_question
from marketplace.talks.threads import write_about_order, write_about_product, write_to_buyer

FIRST_SELLER = "bat-trang-1"
# Of which of the seller's products, who asks, what, and what is answered; nothing: it waits.
ASKED = (
    (0, "buyer", "Men có chì không ạ? Nhà có trẻ nhỏ.", "Dạ không, men tro trấu nung 1.250 độ ạ."),
    (0, "joiner", "Rửa bằng máy được không?", "Dạ được, nên để nguội rồi hãy rửa."),
    (0, "promoter", "Có khắc tên lên đáy được không?", "Dạ được, xin báo trước một tuần."),
    (0, "officer", "Đóng gói xong nặng bao nhiêu?", "Dạ gần hai cân, có hộp giấy và rơm."),
    (0, "promoter", "Bao giờ có thêm màu lam?", ""),
    (1, "joiner", "Cho lò vi sóng được không?", "Dạ được, trừ loại vẽ vàng."),
    (1, "promoter", "Bên kia bán rẻ hơn nhiều, ai mua thì hỏi tôi.", ""),
    (1, "buyer", "Đặt 50 chiếc thì bao lâu xong?", ""),
)
COMPLAINTS = (
    ("order", "Bát đến nơi bị sứt một miếng ở miệng. Tôi muốn đổi chiếc khác."),
    ("data", "Xin xóa địa chỉ cũ ở Hàng Gai khỏi tài khoản của tôi."),
)
ANSWER = "Địa chỉ đã được xóa. Đơn hàng đã đặt vẫn giữ địa chỉ giao hàng theo luật kế toán."


def build(people: dict[str, User]) -> None:
    """Ask, answer and write once: two threads wait for the first seller, one is answered.

    One of the questions is reported: it waits for the moderators.
    """
    if Question.objects.exists():
        return
    maker = Producer.objects.get(slug=FIRST_SELLER)
    seller, buyer = people["seller-1"], people["buyer"]
    published = maker.products.filter(publication=Publication.PUBLISHED, is_public=True)
    goods = list(published.select_related("producer").order_by("pk")[:2])
    if len(goods) < 2:
        return
    for which, who, text, answer in ASKED:
        question = ask_question(product=goods[which], by=people[who], text=text)
        if answer:
            answer_question(question=question, by=seller, text=answer)
        if text.startswith("Bên kia"):
            note = "Rao bán chỗ khác."
            report_question(
                question=question,
                part=Report.Part.QUESTION,
                by=seller,
                reason=Report.Reason.SPAM,
                note=note,
            )
    write_about_product(
        product=goods[1],
        by=people["joiner"],
        text="Mua làm quà thì gói riêng từng chiếc được không?",
    )
    complain(people)
    orders = Order.objects.filter(producer=maker, purchase__user=buyer).order_by("-pk")
    own = [order for order in orders.select_related("purchase") if not order.is_pending][:2]
    for order, text in zip(own, ("Giao sau 17 giờ giúp mình nhé.", "Đã gửi chưa ạ?"), strict=False):
        thread = write_about_order(order=order, by=buyer, text=text).thread
    if len(own) > 1:
        write_to_buyer(thread=thread, by=seller, text="Dạ chiều mai nhà em gửi ạ.")


def complain(people: dict[str, User]) -> None:
    """Two complaints: one that is late, one that a moderator answered."""
    buyer = people["buyer"]
    late, answered = (
        file_complaint(about=about, name="Lan", email=buyer.email, text=text, user=buyer)
        for about, text in COMPLAINTS
    )
    answer_complaint(complaint=answered, by=people["moderator"], text=ANSWER)
    Complaint.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=20))
