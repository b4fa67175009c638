"""To ask a village or a maker from its page, and to read the answer by the link of a mail."""

import re

import pytest

from cms.promoters.models import Role
from cms.promoters.services import appoint
from marketplace.enquiries.models import Enquiry
from marketplace.enquiries.services import answer, ask
from marketplace.enquiries.tokens import token_of
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
FORM = {
    "kind": "visit",
    "name": "Hoa",
    "email": "hoa@example.com",
    "text": "Bao giờ mở cửa?",
    "website": "",
}


@pytest.fixture
def village():
    return factories.make_village("Bát Tràng", slug="bat-trang")


@pytest.fixture
def host(village):
    user = factories.make_user("du-lich@example.com")
    appoint(village=village, user=user, role=Role.PROMOTER)
    return user


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "mở liên kết trong thư"),
        ("en", "follow the link in the mail"),
        ("id", "Ikuti tautan dalam surat"),
    ],
)
def test_a_guest_asks_proves_reads_and_writes_on(client, village, host, language, said):
    path = f"/{language}/enquiries/villages/bat-trang/"
    page = client.get(path)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    sent = client.post(path, FORM, follow=True).content.decode()
    assert said in sent
    link = re.sub(r"^https?://[^/]+", "", MailMessage.objects.get().context["link"])
    assert client.get(link).status_code == 200
    assert Enquiry.objects.get().is_unproven  # looking is not proving
    client.post(link, {"prove": "1"})
    enquiry = Enquiry.objects.get()
    assert (enquiry.is_open, enquiry.language, enquiry.kind) == (True, language, "visit")
    answer(enquiry=enquiry, by=host, text="Từ tám giờ.")
    page = client.get(link).content.decode()
    assert "Từ tám giờ." in page
    assert host.email not in page and enquiry.email not in page
    client.post(link, {"text": "Cảm ơn."})
    assert [row.text for row in enquiry.messages.all()] == [
        "Bao giờ mở cửa?",
        "Từ tám giờ.",
        "Cảm ơn.",
    ]
    client.post(link, {"close": "1"})
    enquiry.refresh_from_db()
    assert enquiry.is_closed
    assert client.post(link, {"text": "Nữa."}).status_code == 422


def test_nobody_closes_by_a_link_what_is_not_proven(client, village):
    made = ask(village=village, language="vi", **{k: v for k, v in FORM.items() if k != "website"})
    client.post(f"/vi/enquiries/{token_of(made)}/", {"close": "1"})
    made.refresh_from_db()
    assert made.is_unproven


def test_who_is_signed_in_gives_no_address(client, village, host, stranger):
    client.force_login(stranger)
    path = "/vi/enquiries/villages/bat-trang/"
    page = client.get(f"{path}?kind=press")
    assert "email" not in page.context["form"].fields
    assert page.context["form"]["kind"].value() == "press"
    client.post(path, FORM | {"email": "khac@example.com"})
    made = Enquiry.objects.get()
    assert (made.email, made.is_open) == (stranger.email, True)


def test_a_maker_is_asked_from_its_page(client, producer, stranger):
    client.force_login(stranger)
    path = f"/vi/enquiries/makers/{producer.slug}/"
    assert path in client.get(producer.get_absolute_url()).content.decode()
    client.post(path, FORM)
    assert Enquiry.objects.get().producer == producer
    gone = factories.make_producer(verified_at=None)
    assert client.get(f"/vi/enquiries/makers/{gone.slug}/").status_code == 404


@pytest.mark.parametrize("path", ["villages/khong-co/", "makers/khong-co/", "khong-co/"])
def test_what_is_not_there(client, path):
    assert client.get(f"/vi/enquiries/{path}").status_code == 404
    assert client.post(f"/vi/enquiries/{path}", FORM).status_code == 404


def test_a_machine_is_told_the_same_and_nothing_is_kept(client, village):
    path = "/vi/enquiries/villages/bat-trang/"
    answers = [
        client.post(path, FORM | {"website": trap}, follow=True).content.decode()
        for trap in ("http://x", "")
    ]
    assert ["mở liên kết trong thư" in each for each in answers] == [True, True]
    assert Enquiry.objects.count() == 1


def test_what_is_not_taken_is_said_at_the_field(client, village):
    path = "/vi/enquiries/villages/bat-trang/"
    for wrong in ({"text": "Gọi 0912 345 678"}, {"name": ""}, {"email": "x"}, {"kind": "x"}):
        answer_ = client.post(path, FORM | wrong)
        assert (answer_.status_code, answer_.context["form"].errors.keys()) == (422, wrong.keys())
    assert not Enquiry.objects.exists()


def test_many_posts_of_one_address_are_slowed_down():
    from marketplace.frame.middleware import RATES_PER_MINUTE

    limits = {
        name: (method, most)
        for name, method, pattern, most in RATES_PER_MINUTE
        if pattern.match("/vi/enquiries/villages/x/")
    }
    assert limits == {"enquiries": ("POST", 10)}
