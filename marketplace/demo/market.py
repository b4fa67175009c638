"""Build the demo market: places' villages, producers, products, certificates, orders.

Everything is found again by its own key, so a second run adds only what is missing and
never writes over what a person has changed. Dates are relative to the day of loading.
"""

import csv
import datetime
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from pathlib import Path
from random import Random

import resvg_py
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.core.utils import slugify
from PIL import Image

from catalogue.models import Availability, OcopSet, Product, Publication
from catalogue.origin.models import Lot
from catalogue.places.models import Commune, Village
from catalogue.products.pictures import WIDTHS, variant_name
from catalogue.products.services import search_text_of
from marketplace.accounts.models import User
from marketplace.accounts.officers import OFFICERS
from marketplace.demo import aftersale, chains, drawing, goods
from marketplace.demo.certificates import make_certificates
from marketplace.demo.money import make_money
from marketplace.demo.orders import make_orders
from marketplace.files.storage import is_local
from marketplace.ledger.access import FINANCE
from marketplace.producers.models import Membership, Producer

PRODUCTS = 240
DRAWN_WIDTH = int(os.environ.get("DEMO_DRAWN_WIDTH", "640"))  # pixels; browser tests draw less
PASSWORD = "langnghe-2026"  # noqa: S105 - the demo accounts' password, printed at start
PEOPLE = {
    "buyer": "mua@example.vn",
    "seller-1": "nha-gom@example.vn",
    "seller-2": "nha-lua@example.vn",
    "promoter": "du-lich@example.vn",
    "officer": "can-bo@example.vn",
    "staff": "quan-tri@example.vn",
    "finance-1": "ke-toan-1@example.vn",
    "finance-2": "ke-toan-2@example.vn",
}
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
        "officer": "Tuấn",
        "staff": "Hà",
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
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"primary": True, "verified": True}
        )
        people[key] = user
    officers, _ = Group.objects.get_or_create(name=OFFICERS)
    people["officer"].groups.add(officers)
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
    kind = (
        ("household", "cooperative", "enterprise", "cooperative_group")[number % 4]
        if village
        else ("farm", "cooperative")[number % 2]
    )
    family = goods.FAMILY[(number * 5 + 1) % len(goods.FAMILY)]
    place = village.name if village else commune.name
    name = f"{goods.KIND_WORDS[kind][0]} {family} {place}"
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
        story_vi=f"Nhà làm {craft[0]} ở {place} từ năm {since}. Tên và chuyện được đặt ra cho chợ thử nghiệm.",
        story_en=f"Makers of {craft[1]} in {place} since {since}. Name and story were invented for the demo market.",
        story_ind=f"Pembuat {craft[2]} di {place} sejak {since}. Nama dan ceritanya dikarang untuk pasar demo.",
    )


def plan() -> list[dict]:
    """List the products to be: one dict each, in a fixed order, `PRODUCTS` in all."""
    rows = []
    for slug, (items, variants) in goods.CRAFTS.items():
        for i, item in enumerate(items):
            rows += [
                {"place": slug, "item": item, "variant": variant, "index": v, "maker": (i + v) % 2}
                for v, variant in enumerate(variants)
            ]
    items, variants = goods.FARM
    farm = [
        {
            "place": "",
            "item": item,
            "variant": variant,
            "index": v,
            "maker": (v + (8 if v == 0 and i % 2 else 0)) % 8,
        }
        for v, variant in enumerate(variants)
        for i, item in enumerate(items)
    ]
    rows += farm[: PRODUCTS - len(rows)]
    for number, row in enumerate(rows, 1):
        row["number"], row["code"] = number, f"D{number:05d}"
    return rows


def draw(job: tuple[str, int, str, str, str, str]) -> None:
    """Draw one view and write it in all sizes. Runs in a process of its own."""
    shape, variant, craft, seed, view, target = job
    svg = drawing.product_svg(shape, craft, variant, seed, view)
    png = resvg_py.svg_to_bytes(svg_string=svg, width=DRAWN_WIDTH, skip_system_fonts=True)
    image = Image.open(BytesIO(png)).convert("RGB")
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        wide = min(width, DRAWN_WIDTH)  # enlarged it would take longest and show nothing more
        size = (wide, round(wide * 1.25))
        file = path.with_name(Path(variant_name(path.name, width)).name)
        image.resize(size, Image.Resampling.BICUBIC).save(file, "WEBP", quality=78, method=1)
    image.save(path, "WEBP", quality=82, method=1)


def make_pictures(rows: list[dict], folder: Path, say: Say) -> None:
    """Draw what is not drawn yet, on all processors; storage gets plain files."""
    jobs = []
    for row in rows:
        shape, craft = row["item"][:2]
        for view in drawing.VIEWS:
            target = folder / f"{row['code']}-{view}.webp"
            if not target.exists():
                jobs.append(
                    (shape, row["index"] + row["number"], craft, row["code"], view, str(target))
                )
    if not jobs:
        return
    with ProcessPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for done, _ in enumerate(pool.map(draw, jobs, chunksize=4), 1):
            if done % 90 == 0 or done == len(jobs):
                say(f"  pictures {done}/{len(jobs)}")


def put_into_storage(folder: Path) -> None:
    """Upload the drawn files when media live in an object store."""
    for path in sorted(folder.iterdir()):
        name = f"images/demo/{path.name}"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(path.read_bytes()))


@transaction.atomic
def make_products(
    rows: list[dict], producers: dict[str, list[Producer]], villages: dict[str, Village]
) -> list[Product]:
    """Make the missing products with stock and pictures; return the new ones."""
    sets = {s.number: s for s in OcopSet.objects.select_related("group")}
    known = set(Product.objects.filter(code__startswith="D").values_list("code", flat=True))
    class_goods = get_model("catalogue", "ProductClass").objects.get(slug="goods")
    record_model, image_model = (
        get_model("partner", "StockRecord"),
        get_model("catalogue", "ProductImage"),
    )
    new = []
    for row in rows:
        if row["code"] in known:
            continue
        rng = Random(row["code"])  # noqa: S311
        _shape, _craft, set_number, thousand, grams, *names = row["item"]
        titles = [f"{name} {variant}" for name, variant in zip(names, row["variant"], strict=True)]
        producer = producers[row["place"]][row["maker"]]
        village = villages.get(row["place"])
        place = village.name if village else producer.commune.name
        made_to_order = rng.random() < 0.06 and set_number in (21, 22)
        stock = 0 if rng.random() < 0.08 else rng.choice([1, 2, 3, 5, 8, 14, 20, 35, 60])
        price = round(thousand * (1 + rng.randint(-12, 30) / 100)) * 1000
        product = Product.objects.create(
            product_class=class_goods,
            producer=producer,
            village=village,
            commune=producer.commune,
            ocop_set=sets[set_number],
            ocop_group=sets[set_number].group,
            code=row["code"],
            title=titles[0],
            title_vi=titles[0],
            title_en=titles[1],
            title_ind=titles[2],
            slug=slugify(titles[0]),
            summary_vi=f"{names[0]} {row['variant'][0]}, làm tại {place}.",
            summary_en=f"{names[1]}, {row['variant'][1]}, made in {place}.",
            summary_ind=f"{names[2]}, {row['variant'][2]}, dibuat di {place}.",
            story_vi=f"{producer.name} làm {names[0].lower()} từ năm {producer.since}. Mỗi lô ghi số và ngày; quét mã để xem. Sản phẩm này được đặt ra cho chợ thử nghiệm.",
            story_en=f"{producer.name} has made this since {producer.since}. Every lot carries its number and date; scan the code to see them. This product was invented for the demo market.",
            story_ind=f"{producer.name} membuatnya sejak {producer.since}. Setiap lot bernomor dan bertanggal; pindai kodenya. Produk ini dikarang untuk pasar demo.",
            unit_vi="cái" if set_number > 20 else "gói",
            unit_en="piece" if set_number > 20 else "pack",
            unit_ind="buah" if set_number > 20 else "kemasan",
            weight_g=grams,
            needs_delivery=set_number != 26,
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
            published_on=timezone.now() - datetime.timedelta(days=rng.randint(1, 500)),
        )
        product.search_text = search_text_of(product)
        Product.objects.filter(pk=product.pk).update(search_text=product.search_text)
        record_model.objects.create(
            product=product,
            partner=producer.partner,
            partner_sku=row["code"],
            price_currency="VND",
            price=price,
            num_in_stock=stock,
            num_allocated=0,
        )
        captions = ("Toàn cảnh", "Cận cảnh", "Khi dùng")
        for order, view in enumerate(drawing.VIEWS):
            image_model.objects.create(
                product=product,
                original=f"images/demo/{row['code']}-{view}.webp",
                caption=f"{titles[0]}: {captions[order]}",
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
    return new


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
            f"farm-{i + 1}", 33 + i, None, communes[name], ("nông sản", "farm goods", "hasil tani")
        )
        for i, name in enumerate(goods.FARM_COMMUNES)
    ]
    for key, slug in (("seller-1", "bat-trang-1"), ("seller-2", "van-phuc-1")):
        Membership.objects.get_or_create(
            producer=Producer.objects.get(slug=slug), user=people[key], defaults={"role": "owner"}
        )
    rows = plan()
    local = is_local()
    folder = (Path(settings.MEDIA_ROOT) if local else settings.VAR_DIR) / "images" / "demo"
    say("Drawing pictures")
    make_pictures(rows, folder, say)
    if not local:
        put_into_storage(folder)
    say("Products")
    new = make_products(rows, producers, villages)
    say("Certificates")
    make_certificates(new, people["officer"])
    say("Chains of origin")
    chains.make_chains()
    say("Past orders")
    make_orders(people["buyer"], people["staff"])
    chains.make_lot_in_the_making(people["seller-1"])
    chains.make_recall(people["seller-1"])
    say("Bank accounts and vouchers")
    make_money(people)
    aftersale.build(people["buyer"], people["staff"], say)
