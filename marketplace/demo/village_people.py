"""Who writes for a village of the demo market and who approves, and what it is asked; made once."""

from django.contrib.auth.models import Group

from catalogue.places.models import Village
from cms.promoters.models import PostChange, Role
from cms.promoters.services import appoint
from marketplace.accounts.models import User
from marketplace.accounts.roles import GROUPS
from marketplace.enquiries.models import Enquiry
from marketplace.enquiries.services import answer, ask

VILLAGE = "bat-trang"
POSTS = {"promoter": Role.PROMOTER, "approver": Role.APPROVER}
# Who asks, about what, in which words, and what is answered; nothing: it waits.
ASKED = (
    ("joiner", "school", "Lớp tôi ba mươi em muốn học nặn gốm một buổi sáng. Làng nhận không?", ""),
    (
        "buyer",
        "visit",
        "Cuối tuần xưởng có mở cửa không ạ?",
        "Dạ có, từ tám giờ đến năm giờ chiều cả hai ngày.",
    ),
)


def build(people: dict[str, User]) -> None:
    """Give posts to who never had one, editors their group, and a village two enquiries."""
    people["editor"].groups.add(Group.objects.get_or_create(name=GROUPS["editor"])[0])
    village = Village.objects.get(slug=VILLAGE)
    for who, role in POSTS.items():
        if not PostChange.objects.filter(email=people[who].email).exists():
            appoint(village=village, user=people[who], role=role)
    if Enquiry.objects.exists():
        return
    for who, kind, text, said in ASKED:
        asker = people[who]
        made = ask(
            village=village,
            user=asker,
            kind=kind,
            name=asker.first_name or "Khách",
            email=asker.email,
            text=text,
            language="vi",
        )
        if made and said:
            answer(enquiry=made, by=people["promoter"], text=said)
