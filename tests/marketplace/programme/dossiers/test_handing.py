"""From the maker to the commune to the province and back: each step, its mail, its refusals."""

import datetime

import pytest
from django.utils import timezone

from catalogue.places.models import Commune
from marketplace.programme.dossiers import handing
from marketplace.programme.dossiers.documents import add_document
from marketplace.programme.dossiers.drafting import DossierRefused, begin
from marketplace.programme.dossiers.models import Dossier, DossierEvent, Opinion
from marketplace.programme.dossiers.terms import after_working_days
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def acts(dossier):
    return list(DossierEvent.objects.filter(dossier=dossier).values_list("act", flat=True))[::-1]


def subjects():
    return sorted(
        (mail.to, mail.context["subject"])
        for mail in MailMessage.objects.filter(template="dossier_step")
    )


def test_filed_at_the_commune_with_a_day_and_mails_to_both(vase, owner, commune):
    dossier = cast.make_filed(vase, owner)
    assert dossier.is_at_commune
    assert dossier.office == dossier.commune_office
    assert dossier.office.commune == vase.producer.commune
    assert dossier.due_on == after_working_days(timezone.localdate(), 15)
    assert acts(dossier) == ["begun", "filed"]
    assert [to for to, _subject in subjects()] == sorted([commune.email, owner.email])
    again = handing.file_dossier(dossier=dossier, by=owner)
    assert (again.snapshots.count(), len(subjects())) == (1, 2)  # filed twice is filed once


def test_what_is_missing_is_said_before_it_is_filed(vase, owner):
    dossier = cast.make_draft(vase, owner)
    with pytest.raises(DossierRefused, match=r"Still missing: .*Business registration"):
        handing.file_dossier(dossier=dossier, by=owner)
    assert Dossier.objects.get().is_draft
    assert not dossier.snapshots.exists()


def test_round_that_is_over_gives_way_to_the_next(vase, owner):
    dossier = cast.make_draft(vase, owner)
    cast.complete(dossier, owner)
    Dossier.objects.update(round_on=cast.in_days(-1))
    assert handing.file_dossier(dossier=dossier, by=owner).round_on >= timezone.localdate()


def test_asked_answered_and_the_clock_stands_still_meanwhile(vase, owner, commune):
    dossier = cast.make_filed(vase, owner)
    asked = cast.ask(dossier, commune, code="1.4", words="Hợp đồng còn thiếu trang 2")
    assert (asked.is_asked_back, asked.due_on, asked.days_left) == (True, None, 15)
    assert (owner.email, f"{vase.title}: the office asks for something more") in subjects()
    with pytest.raises(DossierRefused, match=r"Answer each thing that is asked first."):
        handing.send_answer(dossier=dossier, by=owner)
    item = handing.open_items(dossier).get()
    handing.answer_item(dossier=dossier, item=item, answer="Đã thêm trang 2")
    sent = handing.send_answer(dossier=dossier, by=owner)
    assert sent.is_at_commune
    assert sent.due_on == after_working_days(timezone.localdate(), 15)
    assert handing.send_answer(dossier=dossier, by=owner).snapshots.count() == 2
    assert acts(dossier) == ["begun", "filed", "asked", "answered"]
    with pytest.raises(DossierRefused, match=r"This is asked no more."):
        handing.answer_item(dossier=dossier, item=item, answer="…")


def test_answer_leaves_no_gap(vase, owner, commune):
    dossier = cast.ask(cast.make_filed(vase, owner), commune)
    dossier.citations.all().delete()
    item = handing.open_items(dossier).get()
    handing.answer_item(dossier=dossier, item=item, answer="Xong")
    with pytest.raises(DossierRefused, match=r"Still missing: .*Business registration"):
        handing.send_answer(dossier=dossier, by=owner)


def test_form_03_then_over_to_the_province(vase, owner, commune, province):
    dossier = cast.make_filed(vase, owner)
    with pytest.raises(DossierRefused, match=r"Write form 03 first."):
        handing.hand_on(dossier=dossier, by=commune)
    handing.write_opinion(dossier=dossier, by=commune, **cast.findings())
    handing.write_opinion(dossier=dossier, by=commune, **cast.findings())  # the same: no new step
    moved = handing.hand_on(dossier=dossier, by=commune)
    assert moved.is_at_province
    assert moved.office.province == vase.producer.commune.province
    assert moved.due_on is None
    assert handing.hand_on(dossier=dossier, by=commune).snapshots.count() == 2
    assert acts(dossier) == ["begun", "filed", "opinion", "forwarded"]
    assert province.email in dict(subjects())
    with pytest.raises(
        DossierRefused, match=r"Form 03 is written while the dossier is at the commune."
    ):
        handing.write_opinion(dossier=dossier, by=commune, **cast.findings(words="…"))


def test_province_asks_and_the_answer_comes_back_to_it(vase, owner, commune, province):
    dossier = cast.make_handed_on(vase, owner, commune)
    with pytest.raises(DossierRefused, match=r"The dossier is not with your office."):
        cast.ask(dossier, commune)
    cast.ask(dossier, province)
    handing.answer_item(dossier=dossier, item=handing.open_items(dossier).get(), answer="Đây")
    sent = handing.send_answer(dossier=dossier, by=owner)
    assert (sent.is_at_province, sent.due_on) == (True, None)


def test_result_needs_the_certificate_or_a_reason(vase, owner, commune, province):
    dossier = cast.make_handed_on(vase, owner, commune)
    note = handing.note_result
    with pytest.raises(
        DossierRefused, match=r"Enter the product's new certificate in the register first."
    ):
        note(dossier=dossier, is_rated=True, words="", by=province)
    with pytest.raises(DossierRefused, match=r"Say why; the maker reads it."):
        note(dossier=dossier, is_rated=False, words="", by=province)
    factories.make_certificate(vase, issued_on=timezone.localdate())
    done = note(dossier=dossier, is_rated=True, words="4 sao", by=province)
    assert (done.is_rated, done.is_over) == (True, True)
    assert note(dossier=dossier, is_rated=True, words="4 sao", by=province).events.count() == 5
    with pytest.raises(DossierRefused, match=r"The result is known already."):
        handing.withdraw(dossier=dossier, words="", by=owner)


def test_not_rated_says_why_and_a_new_one_may_begin(vase, owner, commune, province):
    dossier = cast.make_handed_on(vase, owner, commune)
    handing.note_result(dossier=dossier, is_rated=False, words="Thiếu kết quả thử", by=province)
    mail = MailMessage.objects.filter(
        context__subject=f"{vase.title}: your OCOP dossier is done"
    ).get()
    assert mail.context["lines"] == ["Thiếu kết quả thử"]
    assert begin(product=vase, by=owner).pk != dossier.pk
    other = cast.make_filed(factories.make_product(vase.producer), owner)
    with pytest.raises(
        DossierRefused, match=r"The result is noted while the dossier is at the province."
    ):
        handing.note_result(dossier=other, is_rated=False, words="…", by=province)


@pytest.mark.parametrize("at", ["draft", "at_commune", "with_holder", "at_province"])
def test_maker_withdraws_from_anywhere_and_the_office_is_told(vase, owner, commune, province, at):
    make = {
        "draft": lambda: cast.make_draft(vase, owner),
        "at_commune": lambda: cast.make_filed(vase, owner),
        "with_holder": lambda: cast.ask(cast.make_filed(vase, owner), commune),
        "at_province": lambda: cast.make_handed_on(vase, owner, commune),
    }
    dossier = make[at]()
    gone = handing.withdraw(dossier=dossier, words="Làm lại sau", by=owner)
    assert (gone.is_withdrawn, gone.due_on) == (True, None)
    assert (
        handing.withdraw(dossier=dossier, words="", by=owner).events.count() == gone.events.count()
    )
    told = [to for to, subject in subjects() if subject.startswith("A dossier was withdrawn")]
    reader = {"draft": [], "at_province": [province.email]}.get(at, [commune.email])
    assert told == reader
    with pytest.raises(DossierRefused, match=r"It was filed before: answer what the office asks."):
        handing.file_dossier(dossier=dossier, by=owner)


def test_nothing_goes_in_while_an_office_has_it(vase, owner, commune):
    dossier = cast.make_filed(vase, owner)
    with pytest.raises(
        DossierRefused, match=r"The dossier is with the office now: nothing was changed."
    ):
        add_document(
            dossier=dossier, file=cast.pdf("x"), codes=[""], by=owner, kind="other", name="x"
        )
    with pytest.raises(DossierRefused, match=r"Nothing is asked of you now."):
        handing.send_answer(
            dossier=begin(product=factories.make_product(vase.producer), by=owner), by=owner
        )


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        ([], r"Say what you ask for."),
        ([("", "Gì đó", 0)], r"Give the maker time: a day after today."),
        ([("", "Gì đó", 5)] * 11, r"Ask for at most ten things at once."),
    ],
)
def test_request_has_things_and_days(vase, owner, commune, asks, said):
    dossier = cast.make_filed(vase, owner)
    asks = [handing.Ask(code, words, cast.in_days(days)) for code, words, days in asks]
    with pytest.raises(DossierRefused, match=said):
        handing.ask_back(dossier=dossier, asks=asks, by=commune)


def test_only_a_post_of_today_at_the_office_acts(vase, owner, commune, stranger, producer):
    dossier = cast.make_filed(vase, owner)
    other = factories.make_village("Vạn Phúc", slug="van-phuc", code="09886")
    elsewhere = cast.make_post(handing.office_of_commune(other.commune), "khac@example.vn")
    for person in (stranger, elsewhere):
        with pytest.raises(DossierRefused, match=r"The dossier is not with your office."):
            cast.ask(dossier, person)
        with pytest.raises(DossierRefused, match=r"The dossier is not with your office."):
            handing.write_opinion(dossier=dossier, by=person, **cast.findings())
    cast.ask(dossier, commune)
    with pytest.raises(
        DossierRefused, match=r"The dossier is not with an office now: nothing was changed."
    ):
        cast.ask(dossier, commune)
    with pytest.raises(
        DossierRefused, match=r"The dossier is not with an office now: nothing was changed."
    ):
        handing.hand_on(dossier=dossier, by=commune)


def test_nobody_acts_on_what_they_make_themselves(vase, owner, producer):
    dossier = cast.make_filed(vase, owner)
    handing_post = handing.office_of_commune(producer.commune)
    cast.give_post(user=owner, office=handing_post, by=None)
    with pytest.raises(
        DossierRefused, match=r"You work for this maker: a colleague has to act on its dossier."
    ):
        cast.ask(dossier, owner)
    assert not Opinion.objects.exists()


def test_late_office_has_no_day_left_after_an_answer(vase, owner, commune):
    dossier = cast.make_filed(vase, owner)
    Dossier.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=3))
    assert cast.ask(dossier, commune).days_left == 0
    handing.answer_item(dossier=dossier, item=handing.open_items(dossier).get(), answer="Đây")
    assert handing.send_answer(dossier=dossier, by=owner).due_on == timezone.localdate()


def test_it_goes_to_the_province_of_the_commune_that_looked_at_it(vase, owner, commune):
    """Though the maker has moved since."""
    dossier = cast.make_filed(vase, owner)
    handing.write_opinion(dossier=dossier, by=commune, **cast.findings())
    first = vase.producer.commune.province
    elsewhere = Commune.objects.of_today().exclude(province=first).first()
    type(vase.producer).objects.filter(pk=vase.producer.pk).update(commune=elsewhere)
    assert handing.hand_on(dossier=dossier, by=commune).office.province == first
