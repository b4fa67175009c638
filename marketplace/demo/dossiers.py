"""Dossiers in every state: those of the first seller, and one of another maker elsewhere.

Offices stand for every commune of Hà Nội; two people have posts, at Bát Tràng and at the city.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from catalogue.models import Product
from catalogue.places.models import Commune
from marketplace.accounts.models import User
from marketplace.demo.joining import sheet
from marketplace.demo.waiting import FIRST_SELLER
from marketplace.producers.models import Producer
from marketplace.programme.assessing import answer_line, sheet_for
from marketplace.programme.dossiers import handing
from marketplace.programme.dossiers.completeness import PROOFS, completeness_of
from marketplace.programme.dossiers.documents import add_document
from marketplace.programme.dossiers.drafting import DossierRefused, begin, save_facts
from marketplace.programme.dossiers.evidence import SOURCES, take_evidence
from marketplace.programme.dossiers.models import Document, Dossier
from marketplace.programme.dossiers.terms import after_working_days
from marketplace.programme.offices.services import (
    give_post,
    office_of_commune,
    office_of_province,
)
from marketplace.programme.sheets.reading import sheet_of

HANOI = "01"
BELOW = {"linkage": 2, "sales_area": 3, "promotion": 3, "export": 0}
FACTS: dict[str, dict[str, str]] = {
    "who": {
        "representative": "Nguyễn Thị Hồng",
        "phone": "024 0000 0001",
        "address": "Xóm 3, Bát Tràng",
    },
    "product": {
        "description": "Vuốt tay trên bàn xoay, tráng men tro, nung củi hai ngày hai đêm.",
        "materials": "Đất sét Trúc Thôn (Hải Dương), men tro trấu làm tại lò.",
        "capacity": "3.200 chiếc",
        "markets": "Hà Nội, Thành phố Hồ Chí Minh, khách du lịch tại lò.",
    },
    "plan": {
        "people": "9 người, 7 người trong xã",
        "plan": "Xây thêm một lò ga, nhận bốn thợ học việc, bán qua mạng một nửa số hàng.",
    },
}
FINDINGS = {
    "materials": "partly",
    "labour": "yes",
    "idea": "yes",
    "identity": "yes",
    "words": "Đã đến xem lò ngày thứ Ba. Thợ trong làng, men tro của nhà. Đề nghị đánh giá.",
}
ASKED = "Hợp đồng mua đất sét còn thiếu trang có chữ ký. Chụp lại giúp nhé."


def build(people: dict[str, User]) -> None:
    """Make posts and dossiers once."""
    seller, commune, province = people["seller-1"], people["commune"], people["province"]
    producer = Producer.objects.get(slug=FIRST_SELLER)
    give_posts(producer, commune, province)
    if Dossier.objects.exists():
        return
    ways: list[Callable[[Dossier], Any]] = [
        lambda dossier: None,  # stays a draft, complete
        lambda dossier: None,
        lambda dossier: ask(dossier, commune, 5),
        lambda dossier: hand_on(dossier, commune),
        lambda dossier: end(hand_on(dossier, commune), province),
        lambda dossier: handing.withdraw(dossier=dossier, words="Để sang đợt sau", by=seller),
        lambda dossier: made_late(dossier),  # from here on those of neighbours
        lambda dossier: handing.write_opinion(dossier=dossier, by=commune, **FINDINGS),
        lambda dossier: ask(hand_on(dossier, commune), province, 2),
        lambda dossier: get_rated(hand_on(dossier, commune), province),
    ]
    for place, (product, way) in enumerate(zip(products_of(producer), ways, strict=False)):
        dossier = make_complete(product, seller)
        if place:
            dossier = handing.file_dossier(dossier=dossier, by=seller)
        way(dossier)
    make_begun(producer, seller)
    make_elsewhere(people["seller-2"])


def give_posts(producer: Producer, commune: User, province: User) -> None:
    for each in Commune.objects.of_today().filter(province__code=HANOI).select_related("province"):
        office_of_commune(each)
    give_post(user=commune, office=office_of_commune(producer.commune), by=None)
    give_post(user=province, office=office_of_province(producer.commune.province), by=None)


def products_of(producer: Producer) -> list[Product]:
    """Products with a sheet and no assessment yet: the producer's, then its neighbours'."""
    free = Product.objects.filter(ocop_set__number=21, assessments=None, parent=None)
    free = free.select_related("ocop_set", "producer__commune__province").order_by("code")
    near = free.filter(producer__commune=producer.commune).exclude(producer=producer)
    return [*free.filter(producer=producer), *near]


def assess(product: Product, by: User, most: int | None = None) -> None:
    found = sheet_for(product)
    for line in found.choices[:most] if found else ():
        known = {0} | {each.points for each in found.options_of(line)} if found else {0}
        points = BELOW.get(line.key, line.maximum)
        points = points if points in known else line.maximum
        answer_line(product=product, code=line.code, points=points, by=by)


def make_complete(product: Product, by: User) -> Dossier:
    """Begin a dossier and give it what it lacks: papers of the maker, then the shop's records."""
    assess(product, by)
    dossier = begin(product=product, by=by)
    for part, facts in FACTS.items():
        save_facts(dossier=dossier, part=part, facts=dossier.facts | facts)
        dossier.refresh_from_db()
    for source in SOURCES:
        try:
            take_evidence(dossier=dossier, source=source, by=by)
        except DossierRefused:  # nothing of it is on record
            continue
    for need in completeness_of(dossier).missing:
        if need.place in ("document", "line"):
            add_paper(dossier, need.place, need.key, by)
    return dossier


LICENCE = ("Giấy chứng nhận đăng ký hộ kinh doanh", "01A8-012345")


def add_paper(dossier: Dossier, place: str, key: str, by: User) -> None:
    """Upload what a need asks for: the licence, or a paper of the kind that proves a line."""
    line = sheet_of(dossier.number).find(key) if place == "line" else None
    kind = PROOFS[line.key] if line else key
    name, number = (str(Document.Kind(kind).label), "12/XN") if line else LICENCE
    add_document(
        dossier=dossier,
        file=ContentFile(sheet(f"{name}\n{key}\nMAU / SAMPLE"), "giay.jpg"),
        codes=[key] if line else [""],
        by=by,
        kind=kind,
        name=name,
        number=number,
        issuer="UBND xã",
        issued_on=timezone.localdate() - datetime.timedelta(days=200),
    )


def in_days(count: int) -> datetime.date:
    return after_working_days(timezone.localdate(), count)


def ask(dossier: Dossier, by: User, days: int) -> Dossier:
    asks = [
        handing.Ask("1.4", ASKED, in_days(days)),
        handing.Ask("", "Ghi rõ một năm làm được bao nhiêu chiếc.", in_days(days + 3)),
    ]
    return handing.ask_back(dossier=dossier, asks=asks, by=by)


def made_late(dossier: Dossier) -> None:
    """Let the commune's day be over."""
    today = timezone.localdate()
    Dossier.objects.filter(pk=dossier.pk).update(due_on=today - datetime.timedelta(days=2))


def hand_on(dossier: Dossier, by: User) -> Dossier:
    handing.write_opinion(dossier=dossier, by=by, **FINDINGS)
    return handing.hand_on(dossier=dossier, by=by)


def end(dossier: Dossier, by: User) -> Dossier:
    words = "Chưa có kết quả thử thôi nhiễm chì, cadimi. Bổ sung rồi nộp lại đợt sau."
    return handing.note_result(dossier=dossier, is_rated=False, words=words, by=by)


def get_rated(dossier: Dossier, by: User) -> Dossier:
    """Note a rating, where the register has a certificate; filed before it was issued."""
    held = [each for each in dossier.product.certificates.all() if each.revoked_on is None]
    if not held:
        return dossier
    filed = timezone.make_aware(
        datetime.datetime.combine(max(each.issued_on for each in held), datetime.time(9))
    )
    Dossier.objects.filter(pk=dossier.pk).update(filed_at=filed - datetime.timedelta(days=60))
    return handing.note_result(dossier=dossier, is_rated=True, words="", by=by)


def make_begun(producer: Producer, by: User) -> None:
    """Begin one more from the assessment that is done, with nothing in it yet."""
    done = producer.products.filter(assessments__isnull=False, dossiers=None)
    product = done.select_related("ocop_set", "producer__commune__province").first()
    if product is not None:
        begin(product=product, by=by)


def make_elsewhere(seller: User) -> None:
    """File one of another maker, in another commune: the first commune's people see none of it."""
    membership = seller.memberships.select_related("producer").order_by("pk").first()
    if membership is None:
        return
    own = membership.producer.products.exclude(ocop_set=None).filter(dossiers=None)
    product = own.select_related("ocop_set", "producer__commune__province").order_by("code").first()
    if product is not None and sheet_for(product):
        dossier = make_complete(product, seller)
        if completeness_of(dossier).is_complete:
            handing.file_dossier(dossier=dossier, by=seller)
