"""Every form of ours takes whatever is sent: it accepts or refuses it, in words, and never fails.

The classes are found, not listed. Each is asked with each hostile value in all of its fields, and
with nothing; what it accepts fits into a database: no number beyond 64 bits, no NUL, no half of
a letter. A form that needs something to be made is given it by NEEDS.
"""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import BaseModelForm
from django.http import QueryDict
from django.urls import get_resolver

from marketplace.checkout.quote_forms import Row
from marketplace.notices.topics import Topic
from marketplace.programme.sheets.reading import sheet_of
from marketplace.reviews.models import Aspect
from marketplace.sell.offered import offered
from marketplace.shipping.carriers.named import machines
from tests.security.houses import House
from tests.security.test_fuzz import HOSTILE
from tests.security.tongues import is_foreign

pytestmark = pytest.mark.django_db

OURS = ("marketplace.", "catalogue.", "cms.")
# Made by admin and by Wagtail of a class of theirs, which names the model.
BASES = {
    "HiddenSearchForm",
    "cms.place_form.PlaceForm",
    "cms.uploads.DocumentForm",
    "cms.uploads.PictureForm",
}


def lines_of(house: House) -> list:
    return [(line, 3) for line in house.arrived_order.lines.all()]


NEEDS: dict[str, Callable[[House], dict[str, Any]]] = {
    "marketplace.checkout.forms.ReviewForm": lambda h: {
        "methods": [SimpleNamespace(code="cash", name="Tiền mặt", pay_within=None)]
    },
    "QuoteForm": lambda h: {"rows": [Row(h.product.stockrecords.get(), 20)]},
    "AcceptForm": lambda h: {"methods": []},
    "OfferForm": lambda h: {"quote": h.quote},
    "marketplace.reviews.forms.ReviewForm": lambda h: {
        "aspects": list(Aspect),
        "is_guest": True,
        "known": h.review,
    },
    "LotForm": lambda h: {"producer": h.producer},
    "StockRecordForm": lambda h: {
        "product_class": h.product.product_class,
        "user": h.owner,
        "instance": h.product.stockrecords.get(),
    },
    "StepForm": lambda h: {"craft": SimpleNamespace(steps=[])},
    "PrintForm": lambda h: {"lot": h.released},
    "ResultMappingForm": lambda h: {"headers": ["Nội dung", "Số tiền"]},
    "MappingForm": lambda h: {"headers": ["Ngày", "Ghi có"]},
    "QuantitiesForm": lambda h: {"lines": lines_of(h)},
    "marketplace.ocop.forms.CancelForm": lambda h: {},
    "CancelForm": lambda h: {"lines": lines_of(h)},
    "ReturnForm": lambda h: {"lines": lines_of(h)},
    "CorrectionForm": lambda h: {"instance": h.certificate},
    "RatedCorrectionForm": lambda h: {"instance": h.certificate.rated},
    "HeaderForm": lambda h: {"rows": [(1, "Ngày, Ghi có")]},
    "CriterionForm": lambda h: {
        "sheet": sheet_of(21),
        "line": sheet_of(21).find("1.1"),
        "variant": "",
    },
    "BasisForm": lambda h: {"sheet": sheet_of(26)},
    "RegistrationForm": lambda h: {"dossier": h.dossier, "part": "plan"},
    "CiteForm": lambda h: {"dossier": h.dossier, "cited": []},
    "DossierPaperForm": lambda h: {"dossier": h.dossier},
    "ProofForm": lambda h: {"documents": [h.dossier_paper]},
    "AdditionsForm": lambda h: {"sheet": sheet_of(21)},
    "FitForm": lambda h: {"claim": h.claim},
    "marketplace.sell.bulk_views.RowForm": lambda h: {"offer": offered(h.product)},
    "WishesForm": lambda h: {"topics": list(Topic)},
    "PayoutTermForm": lambda h: {"producer": h.producer},
    "CodeCorrectionForm": lambda h: {"parcel": h.parcel},
    "ConsignmentForm": lambda h: {
        "carriers": {carrier.key: carrier for carrier, _machine in machines().values()}
    },
    "ParcelForm": lambda h: {
        "order": h.order,
        "lines": list(h.order.lines.all()),
        "left": {line.pk: line.quantity for line in h.order.lines.all()},
    },
    "WhoForm": lambda h: {"application": h.application},
    "WhereForm": lambda h: {"application": h.application},
    "NumbersForm": lambda h: {"application": h.application},
    "ClosedAccountForm": lambda h: {"application": h.application},
    "PaperForm": lambda h: {"requirement": h.requirement, "paper": h.joining_paper},
    "StripeAccountForm": lambda h: {"producer": h.producer},
    "SeatsForm": lambda h: {"visit": h.visit},
    "DateForm": lambda h: {"sessions": [h.visit_session]},
    "FactsForm": lambda h: {"number": 11, "told": {"material": ["ceramic"]}},
}


def subclasses(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def form_classes() -> list[type[forms.BaseForm]]:
    """Find every form of ours that a view may use."""
    assert get_resolver().url_patterns  # every view is imported with its forms
    found = {name_of(kind): kind for kind in subclasses(forms.BaseForm)}
    return [
        kind
        for name, kind in sorted(found.items())
        if name.startswith(OURS) and not {name, kind.__name__} & BASES
    ]


def made(kind: type[forms.BaseForm], house: House, data: QueryDict) -> forms.BaseForm:
    needs = NEEDS.get(name_of(kind)) or NEEDS.get(kind.__name__)
    given = needs(house) if needs else {}
    try:
        return kind(data=data, **given)
    except TypeError as lacks:
        raise AssertionError(f"Name in NEEDS what {name_of(kind)} is made of: {lacks}") from lacks


def asked_of(form: forms.BaseForm, value: str | list[str]) -> QueryDict:
    """Write a value into each field of a form, as a browser could."""
    data = QueryDict(mutable=True)
    for name in form.fields:
        values = value if isinstance(value, list) else [value]
        # Django reads a request's bytes with "replace": a lone surrogate is a mark by then.
        data.setlist(
            form.add_prefix(name),
            [each.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for each in values],
        )
    return data


def too_much(value: Any) -> Iterator[str]:
    """Name what of a cleaned value no database holds."""
    if isinstance(value, bool | UploadedFile | datetime.date):
        return
    if isinstance(value, int) and abs(value) >= 2**63:
        yield f"the number {value}"
    if isinstance(value, float | Decimal) and not abs(value) < 2**63:
        yield f"the number {value}"
    if isinstance(value, str) and (
        "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value)
    ):
        yield f"the text {value[:20]!r}"
    if isinstance(value, list | tuple):
        for each in value:
            yield from too_much(each)


def faults_of(kind: type[forms.BaseForm], house: House, values: list) -> Iterator[str]:
    blank = made(kind, house, QueryDict())
    for value in values:
        data = QueryDict() if value is None else asked_of(blank, value)
        at = f"{name_of(kind)} with {str(value)[:30]!r}"
        try:
            form = made(kind, house, data)
            form.is_valid()
            shown = str(form)
        except AssertionError:
            raise
        except Exception as error:  # whatever it is, a person would see a 500
            yield f"{at}: {type(error).__name__} {str(error)[:120]}"
            continue
        assert shown or not form.fields
        said = {str(each) for errors in form.errors.values() for each in errors}
        yield from (f"{at} says {text!r}" for text in said if is_foreign(text, "vi"))
        for name, cleaned in getattr(form, "cleaned_data", {}).items():
            yield from (f"{at} takes {what} as {name}" for what in too_much(cleaned))


def test_no_form_fails_on_what_is_sent_and_each_refuses_in_the_page_s_language(cast, draw):
    faults = [
        each
        for kind in draw.part(form_classes())
        for each in faults_of(kind, cast.a, [None, *draw(HOSTILE, 14)])
    ]
    assert not faults, "\n".join(faults)


def test_every_form_is_asked():
    """What is found by itself has not silently become nothing."""
    names = {kind.__name__ for kind in form_classes()}
    assert {"AddressForm", "PriceForm", "CertificateForm", "RateForm", "ReviewForm"} <= names
    assert len(names) > 45
    assert all(issubclass(kind, forms.Form | BaseModelForm) for kind in form_classes())
