"""Visits of the demo market that can be booked: terms, weeks of sessions, bookings in each state."""

import datetime
import uuid
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from oscar.core.loading import get_model

from catalogue.models import OcopSet, Product, Publication
from catalogue.products.services import search_text_of, sync_cover
from marketplace.accounts.models import User
from marketplace.basket.visit_lines import put_seats
from marketplace.bookings.changes import cancel_booking, quote_of
from marketplace.bookings.hosting import cancel_session, check_in, note_missed
from marketplace.demo.money import pay_by_transfer
from marketplace.partner.strategy import MarketStrategy
from marketplace.producers.models import Producer
from marketplace.purchases.packages import Destination, split_basket
from marketplace.purchases.placement import Buyer, Delivery, PaymentChoice, place_purchase
from marketplace.visits.editing import add_schedule, save_terms
from marketplace.visits.models import Booking, Session, Visit, WaitingGuest
from marketplace.visits.places import bookable, sync_places

Texts = tuple[str, str, str]  # Vietnamese, English, Indonesian
WEEKEND, EVERY_DAY, WORKDAYS = [5, 6], list(range(7)), [1, 3, 5]
UNIT = ("khách", "guest", "tamu")
NOTHING: Texts = ("", "", "")
RAIN: Texts = (
    "Làm trong nhà, mưa vẫn diễn ra.",
    "Indoors: it takes place in rain, too.",
    "Di dalam ruangan: tetap berlangsung saat hujan.",
)
APRON: Texts = (
    "Quần áo không ngại bẩn; có tạp dề.",
    "Clothes that may get dirty; aprons are there.",
    "Pakaian yang boleh kotor; celemek tersedia.",
)
SHOES: Texts = (
    "Giày đi bộ, mũ, nước uống.",
    "Walking shoes, a hat, water.",
    "Sepatu jalan, topi, air.",
)
STEPS: Texts = (
    "Có ba bậc thềm; xe đẩy trẻ em vào được.",
    "Three steps at the door; prams can come in.",
    "Tiga anak tangga di pintu; kereta bayi bisa masuk.",
)


class Offered(NamedTuple):
    """A visit of the demo: for a product that is there (`code`), or with `titles` of its own."""

    code: str
    maker: str  # slug of a producer
    kind: str
    titles: Texts
    meet: Texts
    minutes: int
    thousand: int
    child: int
    days: list[int]
    hour: int
    places: int
    languages: list[str]
    bring: Texts = APRON
    weather: Texts = RAIN
    picture_of: str = ""  # the product whose picture shows the craft


def offered() -> list[Offered]:
    kinds = Visit.Kind
    old_gate = (
        "Cổng làng Mông Phụ, Đường Lâm",
        "Mông Phụ village gate, Đường Lâm",
        "Gerbang desa Mông Phụ, Đường Lâm",
    )
    farm = ("Cổng trang trại", "The farm's gate", "Gerbang kebun")
    return [
        Offered("D00028", "", kinds.TOUR, NOTHING, old_gate, 360, 450, 220, WEEKEND, 9, 16,
                ["vi", "en"], SHOES),
        Offered("D00032", "", kinds.MEAL, NOTHING, old_gate, 150, 350, 180, WORKDAYS, 10, 12,
                ["vi", "en"], NOTHING),
        Offered("D00239", "", kinds.TOUR, NOTHING, farm, 300, 280, 140, WEEKEND, 8, 30,
                ["vi"], SHOES),
        Offered("D00240", "", kinds.HOMESTAY, NOTHING, farm, 1440, 520, 260, [4, 5], 15, 8,
                ["vi", "en"], SHOES),
        Offered(
            "V00001", "bat-trang-1", kinds.WORKSHOP,
            ("Nặn và vẽ gốm cùng thợ", "Throw and paint a pot with a potter",
             "Membuat dan melukis gerabah bersama perajin"),
            ("Cổng chợ gốm Bát Tràng", "Gate of Bát Tràng's pottery market",
             "Gerbang pasar gerabah Bát Tràng"),
            150, 320, 180, EVERY_DAY, 9, 12, ["vi", "en", "fr"], picture_of="D00001",
        ),
        Offered(
            "V00002", "van-phuc-1", kinds.WORKSHOP,
            ("Từ con tằm đến tấm lụa", "From the silkworm to the cloth",
             "Dari ulat sutra sampai kain"),
            ("Cổng làng lụa Vạn Phúc", "Gate of Vạn Phúc silk village",
             "Gerbang desa sutra Vạn Phúc"),
            120, 250, 120, WORKDAYS, 14, 10, ["vi", "en", "ja"], NOTHING, picture_of="D00021",
        ),
        Offered(
            "V00003", "chuong-1", kinds.WORKSHOP,
            ("Khâu một chiếc nón", "Sew a palm-leaf hat", "Menjahit topi daun"),
            ("Đình làng Chuông", "Communal house of Chuông", "Balai desa Chuông"),
            180, 280, 150, WEEKEND, 9, 10, ["vi"], NOTHING, picture_of="D00052",
        ),
        Offered(
            "V00004", "ha-thai-1", kinds.WORKSHOP,
            ("Vẽ một tấm sơn mài nhỏ", "Make a small lacquer picture",
             "Membuat lukisan lak kecil"),
            ("Cổng làng Hạ Thái", "Gate of Hạ Thái", "Gerbang desa Hạ Thái"),
            240, 550, 300, WEEKEND, 13, 8, ["vi", "en", "ko"], picture_of="D00040",
        ),
        Offered(
            "V00005", "quat-dong-1", kinds.WORKSHOP,
            ("Buổi thêu đầu tiên", "A first morning of embroidery", "Pagi pertama menyulam"),
            ("Đền tổ nghề thêu Quất Động", "Temple of the embroiderers, Quất Động",
             "Kuil para penyulam, Quất Động"),
            180, 300, 160, WORKDAYS, 9, 8, ["vi", "en"], NOTHING, picture_of="D00060",
        ),
        Offered(
            "V00006", "bat-trang-2", kinds.MEAL,
            ("Cơm nhà làng gốm", "Lunch at a potter's home", "Makan siang di rumah perajin"),
            ("Bến sông Bát Tràng", "Bát Tràng's river landing", "Dermaga sungai Bát Tràng"),
            120, 280, 140, EVERY_DAY, 11, 14, ["vi", "en"], NOTHING, picture_of="D00002",
        ),
    ]  # fmt: skip


def build(buyer: User, staff: User) -> None:
    """Let the demo's visits be booked, once."""
    if Visit.objects.exists():
        return
    visits = [make_visit(each) for each in offered()]
    sync_places([visit.product_id for visit in visits])
    make_bookings(visits[4], buyer, staff)


@transaction.atomic
def make_visit(each: Offered) -> Visit:
    product = Product.objects.filter(code=each.code).first() or make_product(each)
    places = zip(("vi", "en", "ind"), each.meet, each.bring, STEPS, each.weather, strict=True)
    texts: dict[str, str] = {}
    for suffix, meet, bring, access, weather in places:
        texts |= {
            f"meeting_point_{suffix}": meet,
            f"bring_{suffix}": bring,
            f"access_{suffix}": access,
            f"weather_{suffix}": weather,
        }
    for suffix, unit in zip(("vi", "en", "ind"), UNIT, strict=True):
        setattr(product, f"unit_{suffix}", unit)
    product.save()
    visit = save_terms(
        product=product,
        terms={
            "kind": each.kind,
            "languages": each.languages,
            "duration_minutes": each.minutes,
            "party_least": 1,
            "party_most": each.places,
            "cutoff_hours": 12,
            **texts,
        },
        fares={"adult": each.thousand * 1000, "child": each.child * 1000},
        steps={72: 100, 24: 50},
    )
    add_schedule(
        visit=visit,
        weekdays=each.days,
        time=datetime.time(each.hour),
        first=timezone.localdate(),
        last=None,
        capacity=each.places,
    )
    return visit


def make_product(each: Offered) -> Product:
    producer = Producer.objects.get(slug=each.maker)
    ocop_set = OcopSet.objects.select_related("group").get(number=26)
    titles = dict(zip(("vi", "en", "ind"), each.titles, strict=True))
    product = Product(
        product_class=get_model("catalogue", "ProductClass").objects.get(slug="goods"),
        producer=producer,
        village=producer.village,
        commune=producer.commune,
        ocop_set=ocop_set,
        ocop_group=ocop_set.group,
        code=each.code,
        title=each.titles[0],
        slug=slugify(each.titles[1]),
        needs_delivery=False,
        is_illustrated=True,
        publication=Publication.PUBLISHED,
        published_on=timezone.now(),
        **{f"title_{suffix}": text for suffix, text in titles.items()},
        summary_vi=f"{each.titles[0]}, cùng {producer.name}.",
        summary_en=f"{each.titles[1]}, with {producer.name}.",
        summary_ind=f"{each.titles[2]}, bersama {producer.name}.",
        story_vi="Chuyến này được đặt ra cho chợ thử nghiệm.",
        story_en="This visit was invented for the demo market.",
        story_ind="Kunjungan ini dikarang untuk pasar demo.",
    )
    product.search_text = search_text_of(product)
    product.save()
    shown = get_model("catalogue", "ProductImage").objects.filter(product__code=each.picture_of)
    for picture in shown.order_by("display_order")[:1]:
        picture.pk, picture.product, picture.caption = None, product, ""
        picture.save()
    sync_cover(product.pk)
    product.refresh_from_db()
    return product


def place(session: Session, buyer: User | None, **guests: int) -> Booking:
    """Order seats as a buyer does; they wait for their money."""
    basket = get_model("basket", "Basket").objects.create(owner=None)
    basket.strategy = MarketStrategy()
    fares = {fare.guest: fare for fare in session.visit.fares.all()}
    chosen = {fares[kind]: count for kind, count in guests.items()}
    put_seats(basket=basket, session=session, guests=chosen)
    purchase = place_purchase(
        basket=basket,
        token=uuid.uuid4(),
        buyer=Buyer(
            email=buyer.email if buyer else "khach-tham@example.vn",
            phone="+84912345678",
            name="Lan" if buyer else "Minh",
            user=buyer,
        ),
        payment=PaymentChoice(method="vietqr", within=datetime.timedelta(hours=24)),
        delivery=Delivery(address=None, destination=Destination()),
        confirmed_total=split_basket(basket).total,
        note="Một bạn ăn chay." if buyer else "",
    )
    return Booking.objects.select_related("session__visit").get(order__purchase=purchase)


def booked(session: Session, buyer: User | None, **guests: int) -> Booking:
    booking = place(session, buyer, **guests)
    pay_by_transfer(booking.order.purchase)
    booking.refresh_from_db()
    return booking


def make_bookings(visit: Visit, buyer: User, staff: User) -> None:
    """Bookings in every state at one host: coming, today, called off, full and waited for."""
    rows = bookable().filter(visit=visit).select_related("visit").order_by("starts_at")
    today, soon, later, off, full, *_rest = rows[2:]
    place(soon, None, adult=2)
    booked(soon, buyer, adult=2, child=1)
    cancelled = booked(later, None, adult=1)
    cancel_booking(booking=cancelled, by=None, seen_percent=quote_of(cancelled).percent)
    booked(off, buyer, adult=2)
    cancel_session(session=off, note="Lò nung đang sửa, xin lỗi các bạn.")
    booked(full, None, adult=full.capacity)
    WaitingGuest.objects.create(session=full, email=buyer.email, guests=2)
    came, missed = booked(today, buyer, adult=2), booked(today, None, child=1)
    begun = timezone.now() - datetime.timedelta(hours=1)
    Session.objects.filter(pk=today.pk).update(starts_at=begun, closes_at=begun)
    check_in(booking=came, by=staff)
    note_missed(booking=missed, by=staff)
