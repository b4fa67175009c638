"""From the first step to a producer that sells, and every way that is refused."""

import pytest
from django.core import mail

from marketplace.joining import services
from marketplace.joining.checklist import checklist_of
from marketplace.joining.models import Application, Change, Paper
from marketplace.joining.papers import decide
from marketplace.joining.sealed import account_in
from marketplace.joining.services import JoiningRefused
from marketplace.ledger.models import BankAccount
from marketplace.producers.models import Membership, Producer
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.marketplace.joining.applicants import (
    ACCOUNT,
    CITIZEN,
    accept_all,
    facts,
    hand_in_all,
    make_application,
    make_moderator,
    make_sent,
    make_verified,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_moderator()


def kinds(application) -> list[str]:
    return list(application.changes.order_by("pk").values_list("kind", flat=True))


def steps_mailed(to: str) -> list[str]:
    rows = MailMessage.objects.filter(template="joining", to=to).order_by("pk")
    return [row.context["step"] for row in rows]


def test_from_the_first_step_to_selling(moderator):
    person = factories.make_user("lan@example.vn", language="en")
    made = make_application(person)
    hand_in_all(made)
    services.send(application=made, by=person)
    made.refresh_from_db()
    producer = made.producer
    assert (made.state, producer.state) == ("sent", "registering")
    assert not producer.may_sell
    member = producer.memberships.get()
    assert (member.user, member.role) == (person, "owner")
    assert not BankAccount.objects.filter(producer=producer).exists()  # held until verified
    accept_all(made, moderator)
    assert services.verify(application=made, by=moderator) == producer
    made.refresh_from_db()
    producer.refresh_from_db()
    assert (made.state, producer.state, producer.verified_by) == ("verified", "verified", moderator)
    assert (producer.name, producer.kind, producer.commune) == (
        "Gốm Cô Lan",
        "household",
        factories.commune(),
    )
    account = BankAccount.objects.get(producer=producer)
    assert (account.number, account.holder, account.verified_at) == (
        ACCOUNT["number"],
        ACCOUNT["holder"],
        None,
    )
    assert made.bank_sealed == ""
    assert kinds(made) == ["started", "handed_in", "sent", "accepted", "verified"]
    assert steps_mailed("lan@example.vn") == ["sent", "verified"]
    assert {row.language for row in MailMessage.objects.filter(template="joining")} == {"en"}


def test_verifying_twice_makes_one_producer(moderator):
    made = make_sent()
    accept_all(made, moderator)
    first = services.verify(application=made, by=moderator)
    assert services.verify(application=made, by=moderator) == first
    assert (Producer.objects.count(), Membership.objects.count()) == (1, 1)
    assert kinds(made).count("verified") == 1


def test_sending_twice_founds_one_producer():
    made = make_sent()
    services.send(application=made, by=made.applicant)
    assert (Producer.objects.count(), kinds(made).count("sent")) == (1, 1)


def test_two_of_one_name_have_addresses_of_their_own():
    slugs = [make_sent().producer.slug for _twice in range(2)]
    assert slugs == ["gom-co-lan", "gom-co-lan-2"]


def test_what_is_missing_is_named():
    made = make_application()
    with pytest.raises(JoiningRefused, match="Giấy chứng nhận đăng ký kinh doanh"):
        services.send(application=made, by=made.applicant)
    made.refresh_from_db()
    assert (made.state, made.producer) == ("draft", None)


def test_numbers_of_people_lie_closed():
    made = make_application()
    row = Application.objects.filter(pk=made.pk).values().get()
    assert CITIZEN not in str(row)
    assert ACCOUNT["number"] not in str(row)
    assert account_in(made) == ACCOUNT
    assert made.bank_ending == "4567"


def test_asked_back_with_words_then_sent_again(moderator):
    made = make_sent(factories.make_user("lan@example.vn"))
    paper = made.papers.get()
    with pytest.raises(JoiningRefused, match="Bạn ghi rõ cần sửa gì"):
        services.ask_back(application=made, by=moderator, words="")
    decide(
        application=made,
        requirement=paper.requirement,
        to=Paper.State.ASKED,
        by=moderator,
        words="Ảnh mờ",
    )
    services.ask_back(application=made, by=moderator, words="")
    services.ask_back(application=made, by=moderator, words="")  # once more
    made.refresh_from_db()
    assert made.state == "asked"
    letter = MailMessage.objects.filter(template="joining").last()
    assert letter.context["asked"] == ["Giấy chứng nhận đăng ký kinh doanh: Ảnh mờ"]
    with pytest.raises(JoiningRefused, match="Giấy chứng nhận"):
        services.send(application=made, by=made.applicant)
    hand_in_all(made)
    services.send(application=made, by=made.applicant)
    made.refresh_from_db()
    assert (made.state, kinds(made).count("asked")) == ("sent", 1)


def test_refused_with_a_reason_and_taken_up_again(moderator):
    made = make_sent(factories.make_user("lan@example.vn"))
    with pytest.raises(JoiningRefused, match="Bạn ghi lý do; người đăng ký sẽ đọc"):
        services.refuse(application=made, by=moderator, words="")
    services.refuse(application=made, by=moderator, words="Không có thật")
    services.refuse(application=made, by=moderator, words="Không có thật")
    with pytest.raises(JoiningRefused, match="Hồ sơ này đã được quyết định"):
        services.send(application=made, by=made.applicant)
    with pytest.raises(JoiningRefused, match="Chỉ duyệt được hồ sơ đã gửi"):
        services.verify(application=made, by=moderator)
    with pytest.raises(JoiningRefused, match="Chỉ duyệt được hồ sơ đã gửi"):
        services.ask_back(application=made, by=moderator, words="x")
    for _twice in range(2):
        services.reopen(application=made, by=made.applicant)
    made.refresh_from_db()
    assert (made.state, kinds(made)[-2:]) == ("draft", ["refused", "reopened"])
    assert steps_mailed("lan@example.vn") == ["sent", "refused"]


def test_what_was_asked_back_may_be_refused(moderator):
    made = make_sent()
    services.ask_back(application=made, by=moderator, words="Thiếu tên")
    services.refuse(application=made, by=moderator, words="Không trả lời")
    made.refresh_from_db()
    assert made.state == "refused"


def test_a_draft_is_neither_refused_nor_reopened(moderator):
    made = make_verified(by=moderator)
    with pytest.raises(JoiningRefused, match="Chỉ duyệt được hồ sơ đã gửi"):
        services.refuse(application=made, by=moderator, words="x")
    with pytest.raises(JoiningRefused, match="Chỉ hồ sơ bị từ chối mới mở lại được"):
        services.reopen(application=made, by=made.applicant)


def test_open_papers_and_own_applications_hold_verifying_back(moderator):
    made = make_sent()
    with pytest.raises(
        JoiningRefused, match="Bạn duyệt các giấy tờ này trước: Giấy chứng nhận đăng ký"
    ):
        services.verify(application=made, by=moderator)
    moderator_s = make_sent(moderator)
    with pytest.raises(
        JoiningRefused, match="Người khác trong bộ phận phải duyệt hồ sơ của chính bạn"
    ):
        services.verify(application=moderator_s, by=moderator)


def test_an_applicant_writes_only_while_it_is_open():
    made = make_sent()
    with pytest.raises(JoiningRefused, match="Nhân viên đang xem hồ sơ: chưa có gì thay đổi"):
        services.save_part(application=made, by=made.applicant, facts={"name": "Khác"})
    made.refresh_from_db()
    assert made.name == "Gốm Cô Lan"


def test_staff_mend_the_producer_with_its_application(moderator):
    made = make_verified(by=moderator)
    services.save_part(application=made, by=moderator, facts={"name": "Gốm Lan Anh"}, of_staff=True)
    producer = Producer.objects.get()
    assert (producer.name, kinds(made)[-1]) == ("Gốm Lan Anh", "mended")


def test_staff_do_not_change_where_a_verified_one_is_paid(moderator):
    made = make_verified(by=moderator)
    with pytest.raises(
        JoiningRefused, match="Từ nay chủ cơ sở hoặc bộ phận tài chính khai tài khoản"
    ):
        services.save_part(
            application=made, by=moderator, facts={"account": ACCOUNT}, of_staff=True
        )
    made.refresh_from_db()
    checklist = checklist_of(made)
    assert (checklist.done, checklist.total) == (5, 5)
    assert BankAccount.objects.count() == 1


def test_staff_found_a_producer_for_somebody_else(moderator):
    made = services.start(by=moderator, of_staff=True)
    with pytest.raises(JoiningRefused, match="Cần ít nhất tên, loại hình và xã, phường"):
        services.send(application=made, by=moderator, of_staff=True)
    told = facts()
    del told["account"]
    services.save_part(application=made, by=moderator, facts=told, of_staff=True)
    services.send(application=made, by=moderator, of_staff=True)
    requirement = made.papers.model.requirement.field.related_model.objects.first()
    decide(
        application=made,
        requirement=requirement,
        to=Paper.State.WAIVED,
        by=moderator,
        words="Xã đã xác nhận",
    )
    producer = services.verify(application=made, by=moderator)
    assert (producer.may_sell, producer.memberships.count()) == (True, 0)
    assert steps_mailed("lan@example.vn") == ["sent", "verified"]


def test_one_person_begins_few_applications_at_once():
    person = factories.make_user()
    first = services.start(by=person)
    assert services.start(by=person) == first  # it is empty still
    for number in range(services.MOST_OPEN):
        made = services.start(by=person)
        services.save_part(application=made, by=person, facts={"name": f"Hộ {number}"})
    with pytest.raises(JoiningRefused, match="Bạn hoàn tất một hồ sơ trước nhé"):
        services.start(by=person)
    assert Application.objects.count() == services.MOST_OPEN
    Application.objects.filter(pk=made.pk).update(state=Application.State.REFUSED)
    assert services.start(by=person).is_draft  # a refused one stands in nobody's way


def test_history_says_who_and_for_which_paper(moderator):
    made = make_verified(by=moderator)
    row = made.changes.get(kind=Change.Kind.ACCEPTED)
    assert (row.by, row.is_staff_s, row.requirement.place) == (moderator, True, 10)
    assert len(mail.outbox) == 0  # by the outbox alone, after the commit


def test_staff_who_work_for_the_producer_do_not_verify_it(moderator):
    made = make_sent()
    accept_all(made, moderator)
    made.producer.memberships.create(user=moderator, role="packer")
    with pytest.raises(JoiningRefused, match="Người khác trong bộ phận"):
        services.verify(application=made, by=moderator)
    made.refresh_from_db()
    assert made.is_sent


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("Gốm Cô Lan", [], "gom-co-lan"),
        ("Gốm Cô Lan", ["gom-co-lan"], "gom-co-lan-2"),
        ("Gốm Cô Lan", ["gom-co-lan-2", "gom-co-lan-3"], "gom-co-lan"),
        ("Gốm Cô Lan", ["gom-co-lan", "gom-co-lan-2"], "gom-co-lan-3"),
        ("!?", ["producer"], "producer-2"),
        ("x" * 69 + " yz", [], "x" * 69),
        ("x" * 90, [], "x" * 70),
    ],
)
@pytest.mark.parametrize("of_partner", [True, False])
def test_an_address_is_one_that_neither_producer_nor_partner_has(name, taken, slug, of_partner):
    for each in taken:
        maker = factories.make_producer()
        whose, column = (maker.partner, "code") if of_partner else (maker, "slug")
        type(whose).objects.filter(pk=whose.pk).update(**{column: each})
    assert services.free_slug(name) == slug
