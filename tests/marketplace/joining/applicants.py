"""Applications as tests need them: filled in, with papers, sent, verified."""

import datetime
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from marketplace.accounts.models import User
from marketplace.joining import papers, services
from marketplace.joining.checklist import checklist_of
from marketplace.joining.models import Application, Paper
from tests import factories

CITIZEN = "001099012345"
ACCOUNT = {
    "bank_bin": "970436",
    "bank_name": "Vietcombank",
    "number": "10451000234567",
    "holder": "NGUYEN THI LAN",
}
CRAFT, FOOD = 4, 1  # numbers of OCOP groups


def photo() -> SimpleUploadedFile:
    """A picture as a phone sends it."""
    data = BytesIO()
    Image.new("RGB", (40, 40), "white").save(data, "JPEG")
    return SimpleUploadedFile("IMG_1.jpg", data.getvalue(), "image/jpeg")


def make_moderator(email: str = "moderator@example.vn") -> User:
    user = factories.make_user(email)
    user.groups.add(Group.objects.get_or_create(name="Market moderators")[0])
    return user


def facts(**others: Any) -> dict[str, Any]:
    """Everything that an applicant says, as the forms give it."""
    return {
        "name": "Gốm Cô Lan",
        "kind": "household",
        "representative": "Nguyễn Thị Lan",
        "phone": "+84912345678",
        "email": "lan@example.vn",
        "groups": [CRAFT],
        "commune": factories.commune(),
        "address": "Xóm 3",
        "citizen_number": CITIZEN,
        "account": ACCOUNT,
        **others,
    }


def make_application(person: User | None = None, **others: Any) -> Application:
    """Begin and fill in an application, without papers."""
    person = person or factories.make_user()
    made = services.start(by=person)
    return services.save_part(application=made, by=person, facts=facts(**others))


def hand_in_all(application: Application) -> list[Paper]:
    """Hand in every paper that is needed, valid for a year."""
    soon = timezone.localdate() + datetime.timedelta(days=365)
    return [
        papers.hand_in(
            application=application,
            requirement=item.requirement,
            by=application.applicant,
            file=ContentFile(b"%PDF-1.4", "a.pdf"),
            number="01A8",
            issuer="UBND",
            expires_on=soon if item.requirement.has_end else None,
        )
        for item in checklist_of(application).items
        if item.requirement.is_needed
    ]


def make_sent(person: User | None = None, **others: Any) -> Application:
    """An application that waits for staff, with its papers."""
    made = make_application(person, **others)
    hand_in_all(made)
    return services.send(application=made, by=made.applicant)


def accept_all(application: Application, by: User) -> None:
    for item in checklist_of(application).open_items:
        papers.decide(
            application=application,
            requirement=item.requirement,
            to=Paper.State.ACCEPTED,
            by=by,
        )


def make_verified(person: User | None = None, by: User | None = None) -> Application:
    """An application whose producer sells."""
    made = make_sent(person)
    by = by or make_moderator()
    accept_all(made, by)
    services.verify(application=made, by=by)
    made.refresh_from_db()
    return made
