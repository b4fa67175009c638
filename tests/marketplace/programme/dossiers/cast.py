"""Dossiers at every step, made by the room's own services."""

import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from marketplace.programme.assessing import answer_line
from marketplace.programme.dossiers import handing
from marketplace.programme.dossiers.completeness import completeness_of
from marketplace.programme.dossiers.documents import add_document
from marketplace.programme.dossiers.drafting import begin, save_facts
from marketplace.programme.dossiers.form01 import FORM
from marketplace.programme.offices.services import (
    give_post,
    office_of_commune,
    office_of_province,
)
from marketplace.programme.sheets.reading import sheet_of
from tests import factories


def in_days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def pdf(text="giay"):
    return ContentFile(f"%PDF-1.4 {text}".encode(), "giay.pdf")


def assess(product, by, **below):
    """Answer all lines at their best, those that are named (`x1_4`) with fewer points."""
    for line in sheet_of(product.ocop_set.number).choices:
        points = below.get("x" + line.code.replace(".", "_"), line.maximum)
        answer_line(product=product, code=line.code, points=points, by=by)


def complete(dossier, by):
    """Fill in what a dossier lacks."""
    for part, questions in FORM.items():
        save_facts(dossier=dossier, part=part, facts={name: f"{name} …" for name in questions})
    dossier.refresh_from_db()
    missing = completeness_of(dossier).missing
    codes = [each.key for each in missing if each.place == "line"]
    for kind in [each.key for each in missing if each.place == "document"] or ["other"]:
        facts = {"kind": kind, "name": f"Giấy {kind}"}
        add_document(dossier=dossier, file=pdf(kind), codes=["", *codes], by=by, **facts)
    dossier.refresh_from_db()
    assert completeness_of(dossier).is_complete


def make_draft(product, by):
    assess(product, by)
    return begin(product=product, by=by)


def make_filed(product, by):
    dossier = make_draft(product, by)
    complete(dossier, by)
    return handing.file_dossier(dossier=dossier, by=by)


def make_post(office, email):
    user = factories.make_user(email, language="en")
    give_post(user=user, office=office, by=None)
    return user


def commune_person(producer, email="xa@example.vn"):
    return make_post(office_of_commune(producer.commune), email)


def province_person(producer, email="tinh@example.vn"):
    return make_post(office_of_province(producer.commune.province), email)


def ask(dossier, by, code="", words="Chụp lại giấy", days=7):
    asks = [handing.Ask(code, words, in_days(days))]
    return handing.ask_back(dossier=dossier, asks=asks, by=by)


def findings(**other):
    return {
        "materials": "yes",
        "labour": "yes",
        "idea": "partly",
        "identity": "yes",
        "words": "Đất Trúc Thôn, thợ trong làng.",
    } | other


def make_handed_on(product, maker, commune):
    dossier = make_filed(product, maker)
    handing.write_opinion(dossier=dossier, by=commune, **findings())
    return handing.hand_on(dossier=dossier, by=commune)
