"""Joining at every step: one asked back, one suspended, one refused, a paper that ends."""

import datetime
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from catalogue.places.models import Commune
from marketplace.accounts.models import User
from marketplace.accounts.roles import GROUPS
from marketplace.demo.people import PASSWORD
from marketplace.joining import papers, services
from marketplace.joining.checklist import checklist_of
from marketplace.joining.models import Application, Paper, Requirement
from marketplace.joining.pages import page_of_producer, propose_page
from marketplace.joining.standing import application_of, suspend
from marketplace.producers.models import Producer
from marketplace.producers.readers import owners_of

FOOD, CRAFT = 1, 4  # numbers of OCOP groups
LICENCE, SAFETY, TRADEMARK = 10, 30, 50  # places in the first checklist
ASKED, SUSPENDED, REFUSED = "dang-ky@example.vn", "tam-ngung@example.vn", "tu-choi@example.vn"
FACTS: dict[str, dict[str, Any]] = {
    ASKED: {
        "name": "Tương Bần Cô Thơm",
        "kind": Producer.Kind.HOUSEHOLD,
        "representative": "Đỗ Thị Thơm",
        "phone": "+84912345601",
        "groups": [FOOD],
        "address": "Xóm 2",
        "citizen_number": "001085012345",
    },
    SUSPENDED: {
        "name": "HTX Mây tre Phú Túc",
        "kind": Producer.Kind.COOPERATIVE,
        "representative": "Nguyễn Văn Túc",
        "phone": "+84912345602",
        "groups": [CRAFT],
        "address": "Thôn Lưu Thượng",
        "tax_code": "0300588569",
    },
    REFUSED: {
        "name": "Đặc sản Ba Miền",
        "kind": Producer.Kind.ENTERPRISE,
        "representative": "Trần Văn Minh",
        "phone": "+84912345603",
        "groups": [FOOD, CRAFT],
        "address": "Số 8 ngõ 12",
        "tax_code": "0300588569",
    },
}
ACCOUNT = {"bank_bin": "970436", "bank_name": "Vietcombank", "number": "1045100012"}


def make_joining(staff: User, seller: Producer) -> None:
    """Give each producer its registration, and show one at every step that staff see."""
    moderator = make_moderator()
    for producer in Producer.objects.filter(application=None).order_by("pk"):
        application_of(producer)
    make_ending(application_of(seller), moderator)
    make_page(seller)
    if Application.objects.filter(applicant__email=ASKED).exists():
        return
    asked = make_sent(ASKED)
    decide(asked, LICENCE, Paper.State.ACCEPTED, moderator)
    decide(asked, SAFETY, Paper.State.ASKED, moderator, "Ảnh bị lóa, không đọc được ngày hết hạn.")
    services.ask_back(application=asked, by=moderator, words="Cô chụp lại giúp nhé.")
    stopped = make_sent(SUSPENDED)
    decide(stopped, LICENCE, Paper.State.ACCEPTED, moderator)
    services.verify(application=stopped, by=moderator)
    suspend(
        application=stopped, by=staff, words="Giấy đăng ký đã bị thu hồi, chờ hợp tác xã bổ sung."
    )
    refused = make_sent(REFUSED)
    services.refuse(
        application=refused,
        by=moderator,
        words="Bên bán mua đi bán lại, không phải nơi làm ra sản phẩm.",
    )


def make_person(email: str, name: str) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, first_name=name)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def make_moderator() -> User:
    user = make_person("kiem-duyet@example.vn", "Vân")
    user.groups.add(Group.objects.get_or_create(name=GROUPS["moderator"])[0])
    return user


def make_sent(email: str) -> Application:
    """Fill in and send a registration with the papers that are needed."""
    facts = FACTS[email]
    person = make_person(email, facts["representative"].split()[-1])
    made = services.start(by=person)
    commune = Commune.objects.of_today().filter(province__code="01").order_by("code").first()
    account = ACCOUNT | {"holder": "NGUYEN VAN A"}
    services.save_part(
        application=made,
        by=person,
        facts=facts | {"email": email, "commune": commune, "account": account},
    )
    made.refresh_from_db()
    for item in checklist_of(made).needed:
        hand_in(made, item.requirement, by=person, days=400)
    return services.send(application=made, by=person)


def hand_in(application: Application, requirement: Requirement, *, by: User, days: int) -> None:
    ends = timezone.localdate() + datetime.timedelta(days=days)
    papers.hand_in(
        application=application,
        requirement=requirement,
        by=by,
        file=ContentFile(sheet(f"{requirement.example}\nMAU / SAMPLE"), "giay.jpg"),
        number=requirement.example,
        issuer="UBND xã",
        expires_on=ends if requirement.has_end else None,
        of_staff=application.is_verified,
    )


def decide(application: Application, place: int, to: str, by: User, words: str = "") -> None:
    papers.decide(
        application=application,
        requirement=Requirement.objects.get(place=place),
        to=to,
        by=by,
        words=words,
    )


def make_ending(application: Application, moderator: User) -> None:
    """Have a trademark that ends in three weeks, so that the desk has something to remind of."""
    if application.papers.exists():
        return
    trademark = Requirement.objects.filter(place=TRADEMARK).first()
    if trademark:
        hand_in(application, trademark, by=moderator, days=21)
        decide(application, TRADEMARK, Paper.State.ACCEPTED, moderator)


def make_page(producer: Producer) -> None:
    """Propose a public page, for the desk to compare; one that was proposed before stays."""
    owner = next(iter(owners_of(producer)), None)
    if owner is None or producer.page_proposals.exists():
        return
    story = "Ba đời làm gốm bên sông Hồng. Mỗi mẻ lò đốt hai ngày hai đêm, tro phủ thành men."
    propose_page(
        producer=producer,
        by=owner,
        content=page_of_producer(producer) | {"story_vi": story},
    )


def sheet(text: str) -> bytes:
    """A sheet of paper that says that it is none."""
    image = Image.new("RGB", (420, 594), "white")
    ImageDraw.Draw(image).multiline_text((40, 60), text, fill="black")
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()
