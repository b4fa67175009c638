"""A dossier while its maker writes in it: begun, filled in, its lines claimed.

Each step locks the dossier and refuses in words what makes no sense now.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Product
from marketplace.accounts.models import User
from marketplace.frame.folding import fold
from marketplace.programme.assessing import answers_in, assessments_of, sheet_for
from marketplace.programme.dossiers.form01 import FORM, known_facts
from marketplace.programme.dossiers.models import Citation, Claim, Dossier, DossierEvent
from marketplace.programme.dossiers.records import Act
from marketplace.programme.dossiers.terms import rounds_from
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.sheets.sheet import Sheet
from marketplace.programme.stars import Answers

# Decision 26/2026/QĐ-TTg: who holds a certificate is rated again from 180 days before its end.
RERATING_OPENS = datetime.timedelta(days=180)


class DossierRefused(Exception):
    """A step of a dossier was refused; str() is a sentence for the person."""


def lock(dossier: Dossier) -> Dossier:
    """Lock a dossier and read it anew, with what its steps ask."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related(
        "producer__commune__province", "product", "office", "commune_office"
    )
    return rows.get(pk=dossier.pk)


def lock_open(dossier: Dossier) -> Dossier:
    """Lock a dossier in which its maker writes. Raises DossierRefused."""
    found = lock(dossier)
    if not found.is_open:
        raise DossierRefused(_("The dossier is with the office now: nothing was changed."))
    return found


def kind_of(product: Product) -> str:
    """Say what a dossier of a product is for, by the certificate that it has today."""
    today = timezone.localdate()
    held = [each for each in product.certificates.all() if each.is_valid_on(today)]
    if not held:
        return Dossier.Kind.FIRST
    last = max(each.ends_on for each in held)
    return Dossier.Kind.RERATING if last - RERATING_OPENS <= today else Dossier.Kind.UPGRADE


def titles_of(product: Product) -> str:
    """Give what a product is called in all languages, for search."""
    names = (getattr(product, f"title_{suffix}", "") for suffix in ("vi", "en", "ind"))
    return " ".join(name for name in names if name)


@transaction.atomic
def begin(*, product: Product, by: User, previous: Dossier | None = None) -> Dossier:
    """Begin a dossier of a product with what it was assessed at, or with an older one's contents.

    One that is not over is given again. Raises DossierRefused.
    """
    list(Product.objects.select_for_update().filter(pk=product.pk))
    going_on = Dossier.objects.filter(product=product, ended_at=None).first()
    if going_on is not None:
        return going_on
    sheet = sheet_for(product)
    if sheet is None:
        raise DossierRefused(_("Choose the product's kind first: then it has a score sheet."))
    producer = product.producer
    today = timezone.localdate()
    dossier = Dossier.objects.create(
        producer=producer,
        product=product,
        kind=kind_of(product),
        previous=previous,
        number=sheet.number,
        facts=known_facts(product, producer) | (previous.facts if previous else {}),
        round_on=rounds_from(today)[0].files_by,
        search_text=fold(f"{titles_of(product)} {product.code} {producer.name}"),
        made_by=by,
    )
    if previous is None:
        set_answers(dossier, answers_in(assessments_of([product]).get(product.pk)))
    else:
        carry_forward(previous, dossier, sheet, today)
    DossierEvent.objects.create(dossier=dossier, act=Act.BEGUN, by=by)
    return dossier


def carry_forward(old: Dossier, new: Dossier, sheet: Sheet, today: datetime.date) -> None:
    """Take over claims and documents by what a line is about; what has ended is left behind."""
    keys = {line.code: line.key for line in sheet_of(old.number)}
    codes = {line.key: line.code for line in sheet.choices}
    moved = {code: codes[key] for code, key in keys.items() if key in codes}
    answers = Answers(variant=old.variant)
    for claim in old.claims.all():
        code = moved.get(claim.code, "")
        line = sheet.find(code)
        if line and claim.points in {0} | {o.points for o in sheet.options_of(line, old.variant)}:
            Claim.objects.create(dossier=new, code=code, points=claim.points, note=claim.note)
    new.variant, new.not_so = answers.variant, old.not_so
    new.save(update_fields=["variant", "not_so"])
    for citation in old.citations.select_related("version__document"):
        ends = citation.version.document.expires_on
        if (not citation.code or citation.code in moved) and (ends is None or ends >= today):
            code = moved[citation.code] if citation.code else ""
            Citation.objects.create(dossier=new, version=citation.version, code=code)


def set_answers(dossier: Dossier, answers: Answers) -> None:
    """Claim what was answered; words about a line stay with it."""
    notes = dict(dossier.claims.values_list("code", "note"))
    dossier.claims.all().delete()
    Claim.objects.bulk_create(
        Claim(dossier=dossier, code=code, points=points, note=notes.get(code, ""))
        for code, points in answers.points.items()
    )
    dossier.variant, dossier.not_so = answers.variant, sorted(answers.not_so)
    dossier.save(update_fields=["variant", "not_so", "changed_at"])


def check_sheet(dossier: Dossier) -> None:
    """Raise DossierRefused where the product is of another set by now: its lines are others."""
    sheet = sheet_for(dossier.product)
    if sheet is None or sheet.number != dossier.number:
        raise DossierRefused(
            _("The product is of another set now: withdraw this dossier and begin a new one.")
        )


@transaction.atomic
def take_answers(*, dossier: Dossier) -> Dossier:
    """Claim what the self-assessment says today. Raises DossierRefused."""
    found = lock_open(dossier)
    check_sheet(found)
    answers = answers_in(assessments_of([found.product]).get(found.product_id))
    if not answers.points:
        raise DossierRefused(_("Answer the score sheet of the product first."))
    set_answers(found, answers)
    return found


@transaction.atomic
def save_facts(*, dossier: Dossier, part: str, facts: dict[str, str], **columns: Any) -> Dossier:
    """Keep a part of form 01, and the round. Raises DossierRefused."""
    found = lock_open(dossier)
    found.facts = found.facts | {name: facts.get(name, "") for name in FORM[part]}
    for name, value in columns.items():
        setattr(found, name, value)
    found.save(update_fields=["facts", "changed_at", *columns])
    return found


@transaction.atomic
def say_about(*, dossier: Dossier, code: str, note: str) -> Dossier:
    """Keep a word about a line that is claimed. Raises DossierRefused."""
    found = lock_open(dossier)
    if not found.claims.filter(code=code).update(note=note):
        raise DossierRefused(_("Answer this line of the score sheet first."))
    return found


def claimed_in(dossier: Dossier) -> Answers:
    """Give what a dossier claims, as the rules take it."""
    return Answers(
        points={each.code: each.points for each in dossier.claims.all()},
        variant=dossier.variant,
        not_so=frozenset(dossier.not_so),
    )
