"""What officers fill in: what is left empty follows, and each refusal stands beside its field."""

import datetime

import pytest
from django.utils.translation import override

from catalogue.certificates.models import Certificate, Correction
from catalogue.certificates.services import revoke_certificate
from marketplace.ocop.forms import CertificateForm, CorrectionForm, RevokeForm, say_refusal
from tests import factories

pytestmark = pytest.mark.django_db
Day = datetime.date


@pytest.fixture
def held(product) -> Certificate:
    return factories.make_certificate(product, issued_on=Day(2025, 8, 5))


def filled(product, **answers) -> CertificateForm:
    facts = {
        "product": product.code,
        "decision_number": "12/QĐ-UBND",
        "decision_date": "2025-08-01",
        "authority": "UBND thành phố Hà Nội",
        "level": "province",
        "stars": "4",
        "score": "78,5",
        "issued_on": "2025-08-05",
    }
    form = CertificateForm(facts | answers)
    form.is_valid()
    return form


def test_law_and_end_follow_from_the_days(product):
    data = filled(product).cleaned_data
    assert (data["law"].code, data["expires_on"]) == ("148/QĐ-TTg", Day(2028, 8, 5))


def test_what_is_typed_stays(product):
    data = filled(product, expires_on="2028-08-04").cleaned_data
    assert data["expires_on"] == Day(2028, 8, 4)


def test_correction_offers_days_of_events_that_were(held, officer):
    form = CorrectionForm(instance=held)
    assert not {"extended_until", "revoked_on", "note"} & set(form.fields)
    revoke_certificate(certificate=held, on=held.issued_on, ground="other", by=officer, note="…")
    held.refresh_from_db()
    assert CorrectionForm(instance=held)["revoked_on"].value() == held.issued_on


@pytest.mark.parametrize(
    ("reason", "name", "sentence"),
    [
        ("after_end", "on", "It cannot be revoked for a day after its end."),
        ("before_issue", "on", "It cannot be revoked before it was issued."),
        ("no_such_event", "__all__", "It was neither extended nor revoked: there is no such day."),
    ],
)
def test_refusal_stands_beside_its_field_or_above_the_form(reason, name, sentence):
    form = RevokeForm({"on": "2026-01-01", "ground": "other", "note": "…"})
    assert form.is_valid()
    with override("en"):
        say_refusal(form, reason)
        assert form.errors == {name: [sentence]}


def answers_of(held, **answers) -> dict:
    form = CorrectionForm(instance=held)
    shown = {name: form[name].value() for name in form.fields}
    return shown | {"reason": "Đọc nhầm quyết định"} | answers


def test_certificate_that_changed_meanwhile_is_not_corrected(client, held, officer):
    client.force_login(officer)
    client.post(f"/en/programme/{held.pk}/correct/", answers_of(held, stars=3))
    Certificate.objects.update(stars=3)
    client.force_login(factories.make_officer("second@example.com"))
    steps = f"/en/programme/corrections/{Correction.objects.get().pk}/"
    page = client.post(steps, {"make": "1"}, follow=True)
    told = [str(one) for one in page.context["messages"]]
    assert told[-1] == "The certificate has changed meanwhile. Please look at it again."
