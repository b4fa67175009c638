"""Makers of believable rows; each takes only what a test cares about."""

import datetime
import itertools
from copy import deepcopy
from functools import cache
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.certificates.models import Certificate, RatedProduct, RatingLaw
from catalogue.models import Availability, GtinLicence, OcopSet, Product, Publication, Variant
from catalogue.origin.models import Lot
from catalogue.places.models import Commune, Village
from catalogue.products.variants import Told, keep_variants
from marketplace.accounts.models import User
from marketplace.accounts.officers import OFFICERS
from marketplace.discounts.models import Voucher
from marketplace.ledger import services as ledger
from marketplace.ledger.models import BankAccount
from marketplace.partner.strategy import MarketStrategy
from marketplace.producers.models import Membership, Producer

count = itertools.count(1)
PASSWORD = "ruou-nep-cai-hoa-vang"  # a test's password, nobody's


def make_user(email: str = "", **fields) -> User:
    """Make a person as `create_user` does, without its look for what a stranger waits for."""
    now = timezone.now()
    user = User(email=email or f"user{next(count)}@example.com", last_login=now, **fields)
    user.set_password(PASSWORD)
    return User.objects.bulk_create([user])[0]


def make_officer(email: str = "officer@example.com") -> User:
    user = make_user(email)
    user.groups.add(Group.objects.get_or_create(name=OFFICERS)[0])
    return user


@cache
def read_once(model: type[Model], *beside: str, **which) -> Model:
    return model._base_manager.select_related(*beside).get(**which)


def migrated(model: type[Model], *beside: str, **which) -> Any:
    """Give a row that migrations made, with those `beside` it: in every test it is the same."""
    return deepcopy(read_once(model, *beside, **which))


def commune(code: str = "00577") -> Commune:
    return migrated(Commune, code=code, valid_to=None)


def make_village(name: str = "Bát Tràng", *, slug: str = "", code: str = "00577") -> Village:
    number = next(count)
    return Village.objects.create(
        slug=slug or f"village-{number}",
        name=name,
        craft_vi="gốm sứ",
        craft_en="ceramics",
        craft_ind="keramik",
        summary_vi="Làng gốm bên sông Hồng.",
        summary_en="A pottery village on the Red River.",
        summary_ind="Desa keramik di tepi Sungai Merah.",
        commune=commune(code),
        latitude="20.97500",
        longitude="105.91300",
    )


def make_producer(name: str = "", *, village: Village | None = None, **fields) -> Producer:
    number = next(count)
    name = name or f"Hộ {number}"
    partner = get_model("partner", "Partner").objects.create(name=name, code=f"partner-{number}")
    fields.setdefault("kind", Producer.Kind.COOPERATIVE)
    fields.setdefault("verified_at", timezone.now())
    states = Producer.State
    fields.setdefault("state", states.VERIFIED if fields["verified_at"] else states.REGISTERING)
    return Producer.objects.create(
        partner=partner,
        slug=f"producer-{number}",
        name=name,
        village=village,
        commune=village.commune if village else commune(),
        story_vi="Một tổ nghề.",
        story_en="A workshop.",
        story_ind="Sebuah bengkel.",
        **fields,
    )


def make_member(producer: Producer, email: str = "", role: str = "owner") -> User:
    user = make_user(email)
    Membership.objects.create(producer=producer, user=user, role=role)
    return user


def make_licence(producer: Producer, prefix: str = "8930001", **fields) -> GtinLicence:
    """Make a licence of a producer for GTINs of a prefix, valid for two years from last month."""
    today = timezone.localdate()
    days = {
        "starts_on": today - datetime.timedelta(days=30),
        "ends_on": today + datetime.timedelta(days=700),
    }
    words = {"holder": producer.name} | days | fields
    return GtinLicence.objects.get_or_create(producer=producer, prefix=prefix, defaults=words)[0]


def give_gtin(product: Product, gtin: str) -> None:
    """Give a product a GTIN under a licence of its producer."""
    product.gtin, product.gtin_licence = gtin, make_licence(product.producer, gtin[1:8])
    product.save(update_fields=["gtin", "gtin_licence"])


def make_product(
    producer: Producer | None = None,
    *,
    title: str = "",
    price: int = 250_000,
    stock: int = 10,
    set_number: int = 21,
    **fields,
) -> Product:
    """Make a published product with its stock record."""
    number = next(count)
    producer = producer or make_producer()
    ocop_set = migrated(OcopSet, "group", number=set_number)
    title = title or f"Lọ hoa men rạn số {number}"
    if gtin := fields.get("gtin"):
        fields.setdefault("gtin_licence", make_licence(producer, gtin[1:8]))
    fields.setdefault("publication", Publication.PUBLISHED)
    fields.setdefault("availability", Availability.IN_STOCK if stock else Availability.SOLD_OUT)
    fields.setdefault("weight_g", 900)
    product = Product.objects.create(
        product_class=migrated(get_model("catalogue", "ProductClass"), slug="goods"),
        producer=producer,
        village=fields.pop("village", producer.village),
        commune=fields.pop("commune", producer.commune),
        ocop_set=ocop_set,
        ocop_group=ocop_set.group,
        title=title,
        title_vi=title,
        title_en=f"Crackle vase {number}",
        title_ind=f"Vas retak seribu {number}",
        summary_vi="Men rạn, vẽ tay.",
        summary_en="Crackle glaze, painted by hand.",
        summary_ind="Glasir retak, dilukis tangan.",
        code=f"P{number:06d}",
        price=price,
        published_on=timezone.now(),
        **fields,
    )
    get_model("partner", "StockRecord").objects.create(
        product=product,
        partner=producer.partner,
        partner_sku=f"SKU-{number}",
        price_currency="VND",
        price=price,
        num_in_stock=stock,
        num_allocated=0,
    )
    return product


def make_variants(product: Product, *labels: str, axis: str = "size", price: int = 0) -> Product:
    """Give a product variants: the first takes over what there is, others cost more, 7 of each."""
    first, *others = labels or ("S", "M", "L")
    price = price or int(product.price or 0)
    new = [
        Told(labels={"vi": label}, price=price + 50_000 * place, stock=7)
        for place, label in enumerate(others, 1)
    ]
    keep_variants(product=product, axis=axis, told=[Told(labels={"vi": first}), *new])
    product.refresh_from_db()
    return product


def variant_of(product: Product, label: str) -> Variant:
    return product.variants.select_related("record").get(label_vi=label)


def put_in(basket, product: Product, quantity: int = 1, label: str = "") -> None:
    """Put a product in a basket; of one with variants the first, or the one of a label."""
    variants = product.variants.select_related("record").order_by("place", "pk")
    variant = variants.filter(label_vi=label).first() if label else variants.first()
    basket.add_record(product, variant and variant.record, quantity)


def make_certificate(
    product: Product | None,
    *,
    stars: int = 4,
    issued_on: datetime.date | None = None,
    expires_on: datetime.date | None = None,
    **fields,
) -> Certificate:
    """Make a certificate and let the product's stars follow from it."""
    from catalogue.certificates.decisions import decision_named_by
    from catalogue.certificates.rated import put_under_rated
    from catalogue.certificates.services import sync_stars

    issued_on = issued_on or timezone.localdate() - datetime.timedelta(days=365)
    certificate = Certificate(
        product=product,
        decision_number=fields.pop("decision_number", f"{next(count)}/QĐ-UBND"),
        decision_date=issued_on,
        authority="UBND thành phố Hà Nội",
        level=Certificate.Level.MINISTRY if stars == 5 else Certificate.Level.PROVINCE,
        stars=stars,
        score={3: 62, 4: 78, 5: 92}[stars],
        law=migrated(RatingLaw, code="148/QĐ-TTg"),
        issued_on=issued_on,
        expires_on=expires_on or issued_on + datetime.timedelta(days=1095),
        **fields,
    )
    put_under_rated(certificate)
    certificate.decision = decision_named_by(certificate)
    certificate.save()
    if product is not None:
        sync_stars([product.pk])
        product.refresh_from_db()
    return certificate


def make_rated(name: str = "Chè Suối Giàng", **fields) -> RatedProduct:
    """Enter a rated product that is not sold here."""
    from catalogue.certificates.rated import enter_rated

    facts = {
        "name": name,
        "holder_name": "Hợp tác xã Suối Giàng",
        "holder_kind": "cooperative",
        "commune": commune(),
        "ocop_set": migrated(OcopSet, "group", number=11),
    }
    return enter_rated(**facts | fields)


def make_lot(product: Product, number: str = "L2026-01", **fields) -> Lot:
    fields.setdefault("made_on", timezone.localdate() - datetime.timedelta(days=10))
    return Lot.objects.create(product=product, number=number, quantity=100, **fields)


def make_voucher(code: str = "", **fields) -> Voucher:
    """Make a running voucher: 10 % off, paid by the market, for guests, too."""
    now = timezone.now()
    if not {"percent", "amount"} & set(fields):
        fields["percent"] = 10
    fields.setdefault("kind", "percent" if "percent" in fields else "amount")
    fields.setdefault("starts_at", now - datetime.timedelta(days=1))
    fields.setdefault("ends_at", now + datetime.timedelta(days=30))
    fields.setdefault("name", "Giảm giá")
    fields.setdefault("max_uses_per_buyer", None)
    if fields.get("platform_share", 100) < 100:
        fields.setdefault("agreed_at", now)
    return Voucher.objects.create(code=code or f"VC{next(count)}", **fields)


def make_basket(*products: Product, quantity: int = 1):
    """Make a stranger's basket that holds so many of each."""
    basket = get_model("basket", "Basket").objects.create(owner=None)
    basket.strategy = MarketStrategy()
    for product in products:
        put_in(basket, product, quantity)
    return basket


def make_accountant(email: str = "") -> User:
    """Make somebody of the finance desk."""
    user = make_user(email)
    user.is_staff = True
    user.save()
    user.groups.add(Group.objects.get_or_create(name="Finance")[0])
    return user


def make_sale(
    producer: Producer, number: str = "", price: int = 100_000, *, days_ago: int | None = 20, **line
) -> str:
    """Post a paid order with 20 000 of delivery, 5 % commission; None: it is on its way still."""
    number = number or f"S{next(count):06d}"
    now = timezone.now()
    at = now - datetime.timedelta(days=1 if days_ago is None else days_ago)
    draft = ledger.sale_draft(
        producer=producer,
        order_number=f"{number}-1",
        purchase_number=number,
        lines=[ledger.SaleLine("1", price, commission=price // 20, **line)],
        delivery=ledger.SaleLine(ledger.DELIVERY, 20_000, activity="delivery"),
    )
    ledger.post_sales([draft], at=at)
    ledger.post_payment(
        purchase_number=number,
        gateway="vietqr",
        reference=f"FT{number}",
        amount=price + 20_000,
        at=at,
    )
    if days_ago is not None:
        ledger.record_fulfilment(order_number=f"{number}-1", producer=producer, at=at)
    return number


def make_bank_account(producer: Producer, *, verified: bool = True) -> BankAccount:
    return BankAccount.objects.create(
        producer=producer,
        bank_bin="970436",
        bank_name="Vietcombank",
        number="0011002233",
        holder="NGUYEN THI HONG",
        created_by=make_user(),
        verified_at=timezone.now() if verified else None,
    )
