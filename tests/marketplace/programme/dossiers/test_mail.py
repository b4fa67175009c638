"""Letters are in their readers' languages and lead to their own screens."""

import pytest

from marketplace.accounts.models import User
from marketplace.purchases.models import MailMessage
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("hồ sơ OCOP đã nộp", "Hồ sơ mới nộp")),
        ("en", ("your OCOP dossier is filed", "A dossier was filed")),
        ("id", ("berkas OCOP Anda sudah diajukan", "Berkas diajukan")),
    ],
)
def test_both_sides_read_of_it_in_their_language(vase, owner, commune, language, words):
    User.objects.update(language=language)
    dossier = cast.make_filed(vase, owner)
    to_maker = MailMessage.objects.get(to=owner.email)
    to_office = MailMessage.objects.get(to=commune.email)
    assert words[0] in to_maker.context["subject"]
    assert words[1] in to_office.context["subject"]
    assert to_maker.context["link"].endswith(f"/{language}/sell/dossiers/{dossier.pk}/")
    assert to_office.context["link"].endswith(f"/{language}/programme/dossiers/{dossier.pk}/")


def test_officers_read_of_what_lies_where_nobody_has_a_post(vase, owner, officer):
    User.objects.update(language="en")
    cast.make_filed(vase, owner)
    mail = MailMessage.objects.get(to=officer.email)
    assert mail.context["sentence"] == (
        f"Nobody has a post at this office today, so nobody sees it: {vase.producer.commune}."
    )
    assert mail.context["link"].endswith("/programme/posts/")


def test_officers_read_of_nothing_that_somebody_sees(vase, owner, commune, officer):
    cast.make_filed(vase, owner)
    assert not MailMessage.objects.filter(to=officer.email).exists()


def test_what_is_asked_stands_in_the_letter(vase, owner, commune):
    cast.ask(cast.make_filed(vase, owner), commune, words="Trang 2\nChữ ký")
    mail = MailMessage.objects.filter(to=owner.email).latest("pk")
    assert mail.context["lines"] == ["Trang 2", "Chữ ký"]
