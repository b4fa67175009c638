"""A large market on top of the demo market: thousands of makers and products, in bulk.

Product n of the crowd is the same in every installation: its code, maker, texts, price and
certificate follow from n. Pictures are those of the demo product of the same kind, so
nothing is drawn. A second run goes on where the first ended.
"""

import datetime
from collections.abc import Iterator
from itertools import groupby, islice
from random import Random

from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.core.utils import slugify

from catalogue.certificates.decisions import put_all_under_decisions
from catalogue.certificates.models import Certificate, CertificateEvent, RatingLaw
from catalogue.certificates.rated import put_all_under_rated
from catalogue.models import Availability, DeliveryReach, OcopSet, Product, Publication
from catalogue.origin.models import Lot
from catalogue.places.models import Commune, Village
from marketplace.accounts.models import User
from marketplace.demo import goods
from marketplace.demo.certificates import facts_of_grant
from marketplace.demo.facts import LANGUAGES, Facts, all_facts
from marketplace.demo.shown import picture_name, views_of
from marketplace.producers.models import Producer
from marketplace.reviews.models import Review, ReviewSums
from marketplace.reviews.sums import COUNTED

State = Certificate.State
BATCH = 2000
PRODUCTS_PER_MAKER = 45
REVIEWERS = 60
# What makes one vase differ from the next: (Vietnamese, English, Indonesian).
SIZES = [
    ("", "", ""),
    ("cỡ nhỏ", "small", "kecil"),
    ("cỡ vừa", "medium", "sedang"),
    ("cỡ lớn", "large", "besar"),
    ("đôi", "a pair", "sepasang"),
    ("bộ ba", "set of three", "isi tiga"),
    ("bộ sáu", "set of six", "isi enam"),
    ("hộp quà", "gift box", "kotak hadiah"),
]
SERIES = [
    ("", "", ""),
    ("mùa xuân", "spring", "musim semi"),
    ("mùa thu", "autumn", "musim gugur"),
    ("hoa đào", "peach blossom", "bunga persik"),
    ("hoa cúc", "chrysanthemum", "krisan"),
    ("lá tre", "bamboo leaf", "daun bambu"),
    ("sóng nước", "water waves", "ombak"),
    ("chim hạc", "crane", "bangau"),
    ("nếp nhà", "old house", "rumah tua"),
    ("phố cổ", "old quarter", "kota tua"),
    ("sông Hồng", "Red River", "Sungai Merah"),
    ("trăng rằm", "full moon", "bulan purnama"),
    ("Tây Hồ", "West Lake", "Danau Barat"),
    ("thủ công", "handmade", "buatan tangan"),
]


def kinds() -> list[Facts]:
    """Every kind of product there is but visits."""
    return [facts for facts in all_facts() if facts.set_number != 26]


def make_makers(wanted: int) -> list[Producer]:
    """Make the missing makers; return all, in order. Two of three work in a craft village."""
    made = {p.slug: p for p in Producer.objects.filter(slug__startswith="crowd-")}
    villages = list(Village.objects.select_related("commune").order_by("slug"))
    hanoi = list(Commune.objects.of_today().filter(province__code="01").order_by("code"))
    elsewhere = list(
        Commune.objects.of_today().exclude(province__code="01").order_by("province__code", "code")
    )
    partner_model = get_model("partner", "Partner")
    partners, producers = [], []
    for n in range(wanted):
        slug = f"crowd-{n:05d}"
        if slug in made:
            continue
        rng = Random(slug)  # noqa: S311
        village = rng.choice(villages) if rng.random() < 0.66 else None
        commune = village.commune if village else rng.choice(hanoi if n % 3 else elsewhere)
        kind = rng.choice(list(goods.KIND_WORDS))
        family = f"{rng.choice(goods.FAMILY)} {rng.choice(goods.FAMILY).split()[-1]}"
        place = village.name if village else commune.name
        partners.append(partner_model(code=slug, name=f"{goods.KIND_WORDS[kind][0]} {family}"))
        producers.append(
            Producer(
                slug=slug,
                name=f"{goods.KIND_WORDS[kind][0]} {family} {place}",
                kind=kind,
                village=village,
                commune=commune,
                since=rng.randint(1975, 2024),
                is_demo=True,
                verified_at=timezone.now(),
                state=Producer.State.VERIFIED,
                story_vi=f"Nhà làm hàng ở {place}. Tên và chuyện được đặt ra cho chợ thử nghiệm.",
                story_en=f"Makers in {place}. Name and story were invented for the demo market.",
                story_ind=f"Pembuat di {place}. Nama dan ceritanya dikarang untuk pasar demo.",
            )
        )
    with transaction.atomic():
        partner_model.objects.bulk_create(partners, batch_size=BATCH)
        saved = dict(
            partner_model.objects.filter(code__startswith="crowd-").values_list("code", "pk")
        )
        for producer in producers:
            producer.partner_id = saved[producer.slug]
        Producer.objects.bulk_create(producers, batch_size=BATCH)
    found = Producer.objects.filter(slug__startswith="crowd-")
    return list(found.select_related("village").order_by("slug")[:wanted])


def code_of(n: int) -> str:
    return f"E{n:06d}"


class Crowd:
    """What all products of the crowd share, read once."""

    def __init__(self, wanted: int) -> None:
        self.makers = make_makers(-(-wanted // PRODUCTS_PER_MAKER))
        self.by_place: dict[str, list[Facts]] = {}
        for kind in kinds():
            self.by_place.setdefault(kind.place, []).append(kind)
        self.sets = {s.number: s for s in OcopSet.objects.select_related("group")}
        self.goods = get_model("catalogue", "ProductClass").objects.get(slug="goods")
        self.laws = list(RatingLaw.objects.all())
        self.reviewers = self.make_reviewers()
        self.today = timezone.localdate()
        self.now = timezone.now()

    @staticmethod
    def make_reviewers() -> list[User]:
        emails = [f"khach-{n:03d}@example.vn" for n in range(REVIEWERS)]
        known = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
        for n, email in enumerate(emails):
            if email not in known:
                User.objects.create_user(email, None, first_name=goods.FAMILY[n % 12].split()[0])
        return list(User.objects.filter(email__in=emails).order_by("email"))

    def product(self, n: int) -> tuple[Product, dict, Random]:
        """Make product n, its kind and its dice; nothing is saved."""
        rng = Random(code_of(n))  # noqa: S311
        maker = self.makers[n % len(self.makers)]
        place = maker.village.slug if maker.village else ""
        kind = rng.choice(self.by_place.get(place) or self.by_place[""])
        set_number, names = kind.set_number, [kind.base(language) for language in LANGUAGES]
        size, series = rng.choice(SIZES), rng.choice(SERIES)
        titles = [
            " ".join(filter(None, (name, series[i], size[i]))) for i, name in enumerate(names)
        ]
        made_to_order = rng.random() < 0.08 and set_number in (21, 22)
        stock = 0 if rng.random() < 0.07 else rng.choice([1, 2, 3, 5, 8, 14, 20, 35, 60])
        price = max(1, round(kind.thousand * rng.uniform(0.5, 2.4))) * 1000
        stars, ends, revoked = self.certificate_of(rng)
        is_valid = stars and not revoked and ends >= self.today
        product = Product(
            product_class=self.goods,
            producer=maker,
            village_id=maker.village_id,
            commune_id=maker.commune_id,
            ocop_set=self.sets[set_number],
            ocop_group=self.sets[set_number].group,
            code=code_of(n),
            title=titles[0],
            title_vi=titles[0],
            title_en=titles[1],
            title_ind=titles[2],
            slug=slugify(titles[0]),
            summary_vi=f"{names[0]}, do {maker.name} làm.",
            summary_en=f"{names[1]}, by {maker.name}.",
            summary_ind=f"{names[2]}, oleh {maker.name}.",
            story_vi="Mỗi lô ghi số và ngày; quét mã để xem. Sản phẩm này được đặt ra cho chợ thử nghiệm.",
            story_en="Every lot carries its number and date. This product was invented for the demo market.",
            story_ind="Setiap lot bernomor dan bertanggal. Produk ini dikarang untuk pasar demo.",
            unit_vi=kind.unit()[0],
            unit_en=kind.unit()[1],
            unit_ind=kind.unit()[2],
            weight_g=kind.grams,
            delivery_reach=reach_of(set_number, rng),
            made_to_order=made_to_order,
            is_illustrated=True,
            shelf_life_days=rng.choice([7, 30, 180, 365]) if set_number < 20 else None,
            price=price,
            publication=Publication.PUBLISHED,
            availability=Availability.MADE_TO_ORDER
            if made_to_order
            else Availability.IN_STOCK
            if stock
            else Availability.SOLD_OUT,
            published_on=self.now - datetime.timedelta(minutes=rng.randint(1, 1_000_000)),
            cover=picture_name(kind.code, views_of(kind)[0]),
            ocop_stars=stars if is_valid else None,
            ocop_valid_until=ends if is_valid else None,
        )
        facts = {"stock": stock, "stars": stars, "ends": ends}
        return product, facts | {"revoked": revoked, "drawn": kind}, rng

    def certificate_of(self, rng: Random):
        """(stars or None, last day, day of revocation or None)."""
        states = [None, State.VALID, State.EXPIRED, State.REVOKED]
        state = rng.choices(states, [16, 70, 9, 5])[0]
        if state is None:
            return None, None, None
        stars = rng.choices([3, 4, 5], [45, 47, 8])[0]
        days = -rng.randint(5, 200) if state == State.EXPIRED else rng.randint(1, 1000)
        ends = self.today + datetime.timedelta(days=days)
        revoked = None
        if state == State.REVOKED:
            revoked = self.today - datetime.timedelta(days=rng.randint(2, 60))
        return stars, ends, revoked


def reach_of(set_number: int, rng: Random) -> int:
    """Fresh food stays near, other food in the country, crafts go anywhere."""
    if set_number < 20:
        return rng.choice([DeliveryReach.PROVINCE, DeliveryReach.COUNTRY, DeliveryReach.COUNTRY])
    return DeliveryReach.ABROAD


def build(wanted: int, progress) -> int:
    """Bring the crowd to `wanted` products; return how many are new."""
    crowd = Crowd(wanted)
    first = Product.objects.filter(code__startswith="E").count()
    stream: Iterator[int] = iter(range(first, wanted))
    done = first
    while numbers := list(islice(stream, BATCH)):
        make_batch(crowd, numbers)
        done += len(numbers)
        progress(done)
    return max(0, wanted - first)


@transaction.atomic
def make_batch(crowd: Crowd, numbers: list[int]) -> None:
    """Save some products with all that belongs to them."""
    image, record = (
        get_model("catalogue", "ProductImage"),
        get_model("partner", "StockRecord"),
    )
    made = [crowd.product(n) for n in numbers]
    reviews: list = []
    for product, _facts, rng in made:
        count = rng.choice([0, 0, 0, 0, 1, 2, 4])
        chosen = [
            (user, goods.REVIEWS[rng.randrange(4)]) for user in rng.sample(crowd.reviewers, count)
        ]
        if chosen:
            product.review_count = count
            product.rating = sum(score for _u, (_text, score) in chosen) / count
            reviews += [(product, user, words) for user, words in chosen]
    Product.objects.bulk_create([product for product, _facts, _rng in made])
    keys = dict(
        Product.objects.filter(code__in=[p.code for p, _f, _r in made]).values_list("code", "pk")
    )
    for product, _facts, _rng in made:
        product.pk = keys[product.code]
    record.objects.bulk_create(
        record(
            product=product,
            partner_id=product.producer.partner_id,
            partner_sku=product.code,
            price_currency="VND",
            price=product.price,
            num_in_stock=facts["stock"],
            num_allocated=0,
        )
        for product, facts, _rng in made
    )
    image.objects.bulk_create(
        image(
            product=product,
            original=picture_name(facts["drawn"].code, view),
            caption=view,
            display_order=order,
        )
        for product, facts, _rng in made
        for order, view in enumerate(views_of(facts["drawn"])[:2])
    )
    Review.objects.bulk_create(
        Review(product=product, user=user, text=text, score=score, language="vi", at=crowd.now)
        for product, user, (text, score) in reviews
    )
    ReviewSums.objects.bulk_create(
        ReviewSums(
            product=product,
            languages={"vi": len(scores)},
            **{name: scores.count(stars) for stars, name in enumerate(COUNTED, 1)},
        )
        for product, scores in by_product(reviews)
    )
    Lot.objects.bulk_create(lot_of(crowd, product, rng) for product, _facts, rng in made)
    certify(crowd, made)


def by_product(reviews: list) -> Iterator[tuple[Product, list[int]]]:
    """Give each product of a batch with the stars of its reviews, which stand together."""
    for product, rows in groupby(reviews, key=lambda row: row[0]):
        yield product, [score for _product, _user, (_text, score) in rows]


def lot_of(crowd: Crowd, product: Product, rng: Random) -> Lot:
    made_on = crowd.today - datetime.timedelta(days=rng.randint(3, 60))
    return Lot(
        product=product,
        number=f"{made_on:%y%m%d}-1",
        made_on=made_on,
        quantity=rng.choice([40, 80, 200]),
        unit=product.unit_vi,
        best_before=made_on + datetime.timedelta(days=product.shelf_life_days + 60)
        if product.shelf_life_days
        else None,
        village_id=product.village_id,
        commune_id=product.commune_id,
    )


def certify(crowd: Crowd, made: list[tuple[Product, dict, Random]]) -> None:
    """Save the certificates that the products' stars follow from, with their events."""
    granted = [
        Certificate(
            product=product,
            decision_number=f"{1000 + product.pk}/QĐ-UBND",
            stars=facts["stars"],
            score={3: 61, 4: 80, 5: 93}[facts["stars"]],
            revoked_on=facts["revoked"],
            **facts_of_grant(stars=facts["stars"], expires_on=facts["ends"], laws=crowd.laws),
        )
        for product, facts, _rng in made
        if facts["stars"]
    ]
    put_all_under_rated(granted)
    put_all_under_decisions(granted)
    Certificate.objects.bulk_create(granted)
    saved = {
        c.product_id: c
        for c in Certificate.objects.filter(product__in=[c.product_id for c in granted])
    }
    events = []
    for certificate in saved.values():
        events.append(
            CertificateEvent(
                certificate=certificate,
                kind=CertificateEvent.Kind.GRANTED,
                on=certificate.issued_on,
                until=certificate.expires_on,
            )
        )
        if certificate.revoked_on:
            events.append(
                CertificateEvent(
                    certificate=certificate,
                    kind=CertificateEvent.Kind.REVOKED,
                    on=certificate.revoked_on,
                    ground=CertificateEvent.Ground.CRITERIA_LOST,
                )
            )
    CertificateEvent.objects.bulk_create(events)
