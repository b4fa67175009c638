"""What officers of the demo market entered: a product not sold here, entries that wait, one back."""

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from catalogue.certificates.confirming import decide_proposal
from catalogue.certificates.models import Certificate, Proposal, RatedProduct
from catalogue.certificates.proposals import propose_decision, propose_grant, propose_rated
from catalogue.certificates.rules import end_of_term, law_in_force
from catalogue.certificates.tables.services import hand_over, read_decisions
from catalogue.models import OcopSet, Product
from catalogue.places.models import Commune
from marketplace.accounts.models import User
from marketplace.demo.facts.grants import grant_of

AUTHORITY = "UBND thành phố Hà Nội"
HOLDER = "Hộ kinh doanh Nguyễn Thị Mẫu"

# A table of one decision as officers send it.
TABLE = """Tên;Chủ thể;Loại chủ thể;Xã;Bộ sản phẩm;Số quyết định;Ngày quyết định;Cơ quan ban hành;Cấp;\
Số sao;Điểm
Mứt sen (mẫu);Hợp tác xã Hồ Mẫu;Hợp tác xã;00103;11;3/QĐ-UBND;15/10/2025;UBND thành phố Hà Nội;tỉnh;3;61
Bột sen (mẫu);Hợp tác xã Hồ Mẫu;Hợp tác xã;00103;11;3/QĐ-UBND;15/10/2025;UBND thành phố Hà Nội;tỉnh;4;76,5
Tinh bột nghệ (mẫu);Hộ Lê Văn Mẫu;Hộ kinh doanh;00103;11;3/QĐ-UBND;15/10/2025;UBND thành phố Hà Nội;tỉnh;3;58
"""


@transaction.atomic
def build(products: list[Product], officer: User, second: User) -> None:
    """Make the entries, unless the market has some."""
    if Proposal.objects.exists():
        return
    entered = rated("Chè sen ướp xổi (mẫu)", officer)
    made = decide_proposal(proposal=entered, agrees=True, by=second).rated
    if made is not None:
        grant = propose_grant(certificate=certificate(rated=made), by=officer, note="Bảng mẫu")
        decide_proposal(proposal=grant, agrees=True, by=second)
    rated("Bánh cốm (mẫu)", officer)
    unrated = [each for each in products if grant_of(each.code) is None][:3]
    for each in unrated:
        propose_grant(certificate=certificate(product=each), by=officer, note="Bảng mẫu")
    propose_decision(
        number="2/QĐ-UBND",
        authority=AUTHORITY,
        decided_on=decided_on(),
        level=Certificate.Level.PROVINCE,
        by=second,
    )
    table = read_decisions(name="quyet-dinh-3.csv", content=TABLE.encode(), by=officer)
    hand_over(proposal=table, by=officer)
    wrong = rated("Trà sen Tây Hồ (mẫu)", second)
    decide_proposal(
        proposal=wrong, agrees=False, by=officer, answer="Quyết định ghi tên khác: xem lại phụ lục."
    )


def rated(name: str, by: User) -> Proposal:
    return propose_rated(
        name=name,
        holder_name=HOLDER,
        holder_kind="household",
        commune=Commune.objects.of_today().select_related("province").get(code="00103"),
        ocop_set=OcopSet.objects.get(number=11),
        by=by,
    )


def decided_on() -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=20)


def certificate(
    *, rated: RatedProduct | None = None, product: Product | None = None
) -> Certificate:
    """Give three stars by one decision of some days ago, unsaved."""
    day = decided_on()
    law = law_in_force(day)
    assert law is not None  # noqa: S101 - the laws of all days since 2018 come with the migrations
    facts = {"rated": rated} if rated is not None else {}
    return Certificate(
        product=product or (rated.product if rated else None),
        decision_number="1/QĐ-UBND",
        decision_date=day,
        authority=AUTHORITY,
        level=Certificate.Level.PROVINCE,
        stars=3,
        score=Decimal("64.5"),
        law=law,
        issued_on=day,
        expires_on=end_of_term(day, law),
        **facts,
    )
