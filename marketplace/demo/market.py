"""Build the demo market: places' villages, producers, products, certificates, orders.

Everything is found again by its own key, so a second run adds only what is missing and
never writes over what a person has changed. Dates are relative to the day of loading.
"""

import csv
import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.core.utils import slugify

from catalogue.facts.services import keep_facts
from catalogue.models import Availability, OcopSet, Product, Publication
from catalogue.origin.models import Lot
from catalogue.places.models import Commune, Village
from catalogue.products.services import search_text_of
from marketplace.accounts.models import User
from marketplace.accounts.officers import OFFICERS
from marketplace.demo import (
    aftersale,
    assessments,
    chains,
    dossiers,
    goods,
    numbers,
    opened,
    packing,
    quoting,
    rated,
    register,
    reviewing,
    shown,
    tables,
    talking,
    village_people,
    visits,
    waiting,
)
from marketplace.demo.certificates import make_certificates
from marketplace.demo.facts import LANGUAGES, VISITS, Facts, all_facts, makers
from marketplace.demo.joining import make_joining
from marketplace.demo.money import make_money
from marketplace.demo.orders import make_orders
from marketplace.demo.people import PASSWORD, PEOPLE
from marketplace.demo.varied import vary_goods
from marketplace.files.storage import is_local
from marketplace.ledger.access import FINANCE
from marketplace.producers.models import Membership, Producer

PRODUCTS = 240
OF_LOTS = {
    "vi": " Mỗi lô ghi số và ngày; quét mã để xem.",
    "en": " Every lot carries its number and date; scan the code to see them.",
    "id": " Setiap lot bernomor dan bertanggal; pindai kodenya.",
}
OF_NO_LOTS = dict.fromkeys(OF_LOTS, "")
VILLAGES_CSV = settings.BASE_DIR / "catalogue" / "places" / "data" / "villages.csv"
Say = Callable[[str], None]


def village_rows() -> list[dict[str, str]]:
    with Path(VILLAGES_CSV).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_people() -> dict[str, User]:
    people = {}
    names = {
        "buyer": "Lan",
        "seller-1": "Hồng",
        "seller-2": "Đức",
        "promoter": "Mai",
        "approver": "Sơn",
        "editor": "Liên",
        "officer": "Tuấn",
        "officer-2": "Hạnh",
        "commune": "Nga",
        "province": "Bình",
        "staff": "Hà",
        "moderator": "Vân",
        "joiner": "Thơm",
        "finance-1": "Thu",
        "finance-2": "Minh",
    }
    for key, email in PEOPLE.items():
        user = User.objects.filter(email=email).first()
        if user is None:
            is_staff = key == "staff"
            user = User.objects.create_user(email, PASSWORD, first_name=names[key])
            if is_staff:
                user.is_staff = user.is_superuser = True
                user.save()
            elif key.startswith("finance"):
                user.is_staff = True
                user.save()
        # A row of an older version may say that nobody confirmed it; then nobody signs in.
        EmailAddress.objects.update_or_create(
            user=user,
            email=user.email,
            defaults={"verified": True},
            create_defaults={"primary": True, "verified": True},
        )
        people[key] = user
    officers, _ = Group.objects.get_or_create(name=OFFICERS)
    for key in ("officer", "officer-2"):
        people[key].groups.add(officers)
    accountants, _ = Group.objects.get_or_create(name=FINANCE)
    for key in ("finance-1", "finance-2"):
        people[key].groups.add(accountants)
    return people


def make_villages() -> dict[str, Village]:
    villages = {}
    for row in village_rows():
        commune = Commune.objects.of_today().get(code=row["commune_code"])
        old = Commune.objects.filter(
            name=row["old_commune"],
            valid_to__isnull=False,
            district_name__endswith=row["old_district"],
        ).first()
        facts = {key: row[key] for key in ("name", "craft_vi", "craft_en", "craft_ind")}
        villages[row["slug"]], _ = Village.objects.get_or_create(
            slug=row["slug"],
            defaults=facts
            | {
                "commune": commune,
                "old_commune": old,
                "latitude": row["latitude"] or None,
                "longitude": row["longitude"] or None,
                "summary_vi": f"Làng nghề {row['craft_vi']}.",
                "summary_en": f"A village of {row['craft_en']}.",
                "summary_ind": f"Desa {row['craft_ind']}.",
            },
        )
    return villages


def make_producer(
    slug: str, number: int, village: Village | None, commune: Commune, craft: tuple[str, str, str]
) -> Producer:
    found = Producer.objects.filter(slug=slug).first()
    if found:
        return found
    kind, _family = makers.kind_and_family(number, village is not None)
    place = village.name if village else commune.name
    name = makers.called(number, village is not None, place)
    partner, _ = get_model("partner", "Partner").objects.get_or_create(
        code=slug, defaults={"name": name}
    )
    since = 1978 + number * 7 % 44
    return Producer.objects.create(
        partner=partner,
        slug=slug,
        name=name,
        kind=kind,
        village=village,
        commune=commune,
        address=f"Xóm {number % 7 + 1}",
        since=since,
        is_demo=True,
        verified_at=timezone.now(),
        state=Producer.State.VERIFIED,
        story_vi=f"Nhà làm {craft[0]} ở {place} từ năm {since}. Tên và chuyện được đặt ra cho chợ thử nghiệm.",
        story_en=f"Makers of {craft[1]} in {place} since {since}. Name and story were invented for the demo market.",
        story_ind=f"Pembuat {craft[2]} di {place} sejak {since}. Nama dan ceritanya dikarang untuk pasar demo.",
    )


@transaction.atomic
def make_products(
    sold: Sequence[Facts], producers: dict[str, list[Producer]], villages: dict[str, Village]
) -> list[Product]:
    """Make the missing products with stock, pictures and facts; return the new ones."""
    sets = {s.number: s for s in OcopSet.objects.select_related("group")}
    known = set(Product.objects.filter(code__startswith="D").values_list("code", flat=True))
    class_goods = get_model("catalogue", "ProductClass").objects.get(slug="goods")
    record_model, image_model = (
        get_model("partner", "StockRecord"),
        get_model("catalogue", "ProductImage"),
    )
    new = []
    for facts in sold:
        if facts.code in known:
            continue
        rng = Random(facts.code)  # noqa: S311
        producer = producers[facts.place][facts.maker]
        village = villages.get(facts.place)
        place = village.name if village else producer.commune.name
        made_to_order = rng.random() < 0.06 and facts.set_number in (21, 22)
        stock = 0 if rng.random() < 0.08 else rng.choice([1, 2, 3, 5, 8, 14, 20, 35, 60])
        price = round(facts.thousand * (1 + rng.randint(-12, 30) / 100)) * 1000
        titles = [facts.title(language) for language in LANGUAGES]
        units = facts.unit()
        lots = OF_LOTS if facts.set_number != VISITS else OF_NO_LOTS
        product = Product.objects.create(
            product_class=class_goods,
            producer=producer,
            village=village,
            commune=producer.commune,
            ocop_set=sets[facts.set_number],
            ocop_group=sets[facts.set_number].group,
            code=facts.code,
            title=titles[0],
            title_vi=titles[0],
            title_en=titles[1],
            title_ind=titles[2],
            slug=slugify(facts.base("vi")),
            summary_vi=f"{titles[0]}. Làm tại {place}.",
            summary_en=f"{titles[1]}. Made in {place}.",
            summary_ind=f"{titles[2]}. Dibuat di {place}.",
            story_vi=f"{producer.name} làm nghề từ năm {producer.since}.{lots['vi']} Sản phẩm này được đặt ra cho chợ thử nghiệm.",
            story_en=f"{producer.name} has worked since {producer.since}.{lots['en']} This product was invented for the demo market.",
            story_ind=f"{producer.name} berkarya sejak {producer.since}.{lots['id']} Produk ini dikarang untuk pasar demo.",
            unit_vi=units[0],
            unit_en=units[1],
            unit_ind=units[2],
            weight_g=facts.grams,
            needs_delivery=facts.set_number != VISITS,
            made_to_order=made_to_order,
            lead_days=7 if made_to_order else 0,
            is_illustrated=True,
            shelf_life_days=rng.choice([7, 30, 180, 365]) if facts.set_number < 20 else None,
            price=price,
            publication=Publication.PUBLISHED,
            availability=Availability.MADE_TO_ORDER
            if made_to_order
            else Availability.IN_STOCK
            if stock
            else Availability.SOLD_OUT,
            published_on=timezone.now() - datetime.timedelta(days=rng.randint(1, 500)),
        )
        product.search_text = search_text_of(product)
        Product.objects.filter(pk=product.pk).update(search_text=product.search_text)
        record_model.objects.create(
            product=product,
            partner=producer.partner,
            partner_sku=facts.code,
            price_currency="VND",
            price=price,
            num_in_stock=stock,
            num_allocated=0,
        )
        for order, view in enumerate(shown.views_of(facts)):
            image_model.objects.create(
                product=product,
                original=shown.picture_name(facts.code, view),
                caption=view,  # the page says it in the reader's language
                display_order=order,
            )
        made_on = timezone.localdate() - datetime.timedelta(days=rng.randint(3, 60))
        Lot.objects.create(
            product=product,
            number=f"{made_on:%y%m%d}-1",
            made_on=made_on,
            quantity=rng.choice([40, 80, 200]),
            unit=product.unit_vi,
            best_before=made_on + datetime.timedelta(days=product.shelf_life_days + 60)
            if product.shelf_life_days
            else None,
            village=village,
            commune=producer.commune,
        )
        new.append(product)
    tell_facts(new, {facts.code: facts for facts in sold})
    return new


def tell_facts(products: list[Product], by_code: dict[str, Facts]) -> None:
    """Have products tell what they are: material, glaze, size, what a set holds."""
    told = {product.pk: by_code[product.code or ""].told() for product in products}
    for product in products:
        if product.shelf_life_days:
            told[product.pk]["shelf_life"] = str(product.shelf_life_days)
    keep_facts(told)


def build(say: Say) -> None:
    """Build or complete the demo market."""
    say("People and villages")
    people, villages = make_people(), make_villages()
    producers: dict[str, list[Producer]] = {}
    number = 0
    for slug, village in villages.items():
        producers[slug] = []
        for which in (1, 2):
            number += 1
            craft = tuple(getattr(village, f"craft_{suffix}") for suffix in ("vi", "en", "ind"))
            producers[slug].append(
                make_producer(f"{slug}-{which}", number, village, village.commune, craft)
            )
    communes = {c.name: c for c in Commune.objects.of_today().filter(province__code="01")}
    producers[""] = [
        make_producer(
            f"farm-{i + 1}",
            makers.FIRST_FARM + i,
            None,
            communes[name],
            ("nông sản", "farm goods", "hasil tani"),
        )
        for i, name in enumerate(goods.FARM_COMMUNES)
    ]
    for key, slug in (("seller-1", "bat-trang-1"), ("seller-2", "van-phuc-1")):
        Membership.objects.get_or_create(
            producer=Producer.objects.get(slug=slug), user=people[key], defaults={"role": "owner"}
        )
    rows = all_facts()
    local = is_local()
    folder = (Path(settings.MEDIA_ROOT) if local else settings.VAR_DIR) / "images" / "demo"
    say("Pictures, and beside them")
    with shown.pictures_made(list(rows), folder, say):
        make_goods(rows, producers, villages, people, say)
    if not local:
        shown.put_into_storage(folder)


def make_goods(
    sold: Sequence[Facts],
    producers: dict[str, list[Producer]],
    villages: dict[str, Village],
    people: dict[str, User],
    say: Say,
) -> None:
    """Make what is sold, where it comes from, and what was bought of it and came back."""
    say("Products")
    new = make_products(sold, producers, villages)
    say("Certificates")
    make_certificates(new, people["officer"])
    rated.build()
    register.build(new, people["officer"], people["officer-2"])
    say("Chains of origin")
    numbers.give_gtins(numbers.BEFORE)
    chains.make_chains()
    numbers.give_gtins(numbers.AFTER)
    say("Past orders")
    make_orders(people["buyer"], people["staff"])
    chains.make_lot_in_the_making(people["seller-1"])
    chains.make_recall(people["seller-1"])
    say("Bank accounts and vouchers")
    make_money(people)
    say("Registrations of producers")
    make_joining(people["staff"], Producer.objects.get(slug="bat-trang-1"))
    say("Visits")
    visits.build(people["buyer"], people["staff"])
    aftersale.build(people["buyer"], people["staff"], say)
    waiting.build(people["buyer"], people["staff"])
    packing.build(people["buyer"], say)
    talking.build(people)
    village_people.build(people)
    quoting.build(people)
    reviewing.build(people)
    opened.build()
    tables.build(people["seller-1"])
    vary_goods(tuple(sold))
    assessments.build(people["seller-1"])
    say("OCOP dossiers")
    dossiers.build(people)
