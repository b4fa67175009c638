"""Entries of the register by two persons: one proposes, another enters it or sends it back.

an officer types "12/QĐ-UBND", 4 stars, of 01-00577-1-2026
    asked       the facts wait; the register, the shop and open data know nothing of them
    entered     by another officer (confirming.py): granted that moment, the rules asked again
    sent back   by another officer with a reason; or taken back by who asked
the same facts again, by the same officer       the entry that waits, no second one
other facts of the same product and decision    refused ("waits") until that is decided
"""

import datetime
import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from catalogue.certificates.corrections import FIELDS, LATER, as_kept, from_kept
from catalogue.certificates.decisions import check_decision, decision_named_by, is_on_file
from catalogue.certificates.models import Certificate, Proposal, RatedProduct
from catalogue.certificates.outsiders import refuse_maker
from catalogue.certificates.rated import check_code, check_is_new, enter_rated
from catalogue.certificates.rules import (
    CertificateRefused,
    check_certificate,
    check_day_of_decision,
    check_number_is_new,
    folded_number,
)
from catalogue.certificates.services import grant_certificate
from catalogue.models import OcopSet, Product
from catalogue.places.models import Commune
from marketplace.accounts.models import User
from marketplace.frame.folding import as_code, cleaned, fold

Kind, State = Proposal.Kind, Proposal.State
GRANTED = tuple(name for name in FIELDS if name not in LATER)


def key_from(*parts: object) -> str:
    """Give a key of one length of what an entry is about."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def ask(
    *,
    kind: Proposal.Kind,
    key: str,
    title: str,
    facts: dict[str, Any],
    by: User,
    note: str = "",
    found: str = "",
    **about: Any,
) -> Proposal:
    """Write down an entry for a second person; `found` is what it is found by besides its title.

    Raises CertificateRefused("waits") where another entry of the same thing does.
    """
    waiting = Proposal.objects.filter(kind=kind, key=key, state=State.ASKED).first()
    said = (by.pk, facts, note)
    if waiting is not None and (waiting.asked_by_id, waiting.facts, waiting.note) == said:
        return waiting
    try:
        with transaction.atomic():
            return Proposal.objects.create(
                kind=kind,
                key=key,
                title=title[:255],
                search_text=fold(f"{title} {found} {by.email}"),
                facts=facts,
                note=note,
                asked_by=by,
                **about,
            )
    except IntegrityError as taken:
        raise CertificateRefused("waits") from taken


# A certificate.


def thing_of(certificate: Certificate) -> RatedProduct | Product:
    """Give what a new certificate is of: the rated product, else one of the shop that is none."""
    return certificate.rated if certificate.rated_id else certificate.product  # type: ignore[return-value]


@transaction.atomic
def propose_grant(*, certificate: Certificate, by: User, note: str = "") -> Proposal:
    """Ask that a certificate be granted, unsaved as the form made it.

    Raises CertificateRefused: "waits", or what grant_certificate would say.
    """
    check_certificate(certificate, reason=note)
    thing = thing_of(certificate)
    if isinstance(thing, RatedProduct):
        check_number_is_new(certificate)
    check_decision(certificate)
    code, number = thing.code, certificate.decision_number
    facts = {
        name: code if name == "product" else as_kept(getattr(certificate, name)) for name in GRANTED
    }
    return ask(
        kind=Kind.GRANT,
        key=key_from(code, folded_number(number)),
        title=thing.title,
        found=f"{code} {number} {''.join(number.split())}",
        facts=facts,
        note=note,
        by=by,
    )


def enter_grant(proposal: Proposal) -> None:
    """Grant what was proposed. Raises CertificateRefused."""
    values = {name: from_kept(name, kept) for name, kept in proposal.facts.items()}
    rated = values.pop("product")
    refuse_maker(proposal.decided_by, [rated.product_id])
    certificate = Certificate(rated=rated, product=rated.product, **values)
    proposal.certificate = grant_certificate(
        certificate=certificate,
        by=proposal.decided_by,
        asked_by=proposal.asked_by,
        note=proposal.note,
    )
    proposal.rated = certificate.rated


# A rated product that is not sold here.


@transaction.atomic
def propose_rated(
    *,
    name: str,
    holder_name: str,
    holder_kind: str,
    commune: Commune,
    ocop_set: OcopSet,
    by: User,
    code: str = "",
    year: int = 0,
) -> Proposal:
    """Ask that a product that is not sold here be entered.

    Raises CertificateRefused: "waits", "alike" where it needs a code to be told from another, or
    what enter_rated would say.
    """
    code, name, holder_name = as_code(code), cleaned(name), cleaned(holder_name)
    if code:
        check_code(code)
    else:
        check_is_new(name, holder_name, commune)
    facts = {
        "name": name,
        "holder_name": holder_name,
        "holder_kind": holder_kind,
        "commune": commune.code,
        "ocop_set": ocop_set.number,
        "code": code,
        "year": year,
    }
    return ask(
        kind=Kind.RATED,
        key=key_from(code or (fold(name), fold(holder_name), commune.code)),
        title=name,
        found=f"{holder_name} {code}",
        facts=facts,
        by=by,
    )


@transaction.atomic
def enter_rated_proposed(proposal: Proposal) -> None:
    """Enter the rated product that was proposed. Raises CertificateRefused."""
    facts = dict(proposal.facts)
    communes = Commune.objects.of_today().select_related("province")
    commune = communes.filter(code=facts.pop("commune")).first()
    ocop_set = OcopSet.objects.filter(number=facts.pop("ocop_set")).first()
    if commune is None or ocop_set is None:
        raise CertificateRefused("moved")
    if not facts["code"]:
        list(Commune.objects.select_for_update(of=("self",)).filter(pk=commune.pk))
        check_is_new(facts["name"], facts["holder_name"], commune)
    proposal.rated = enter_rated(commune=commune, ocop_set=ocop_set, **facts)


# A decision, before any certificate of it.


def typed(*, number: str, authority: str, decided_on: datetime.date, level: str) -> Certificate:
    """Give the facts of a decision as a certificate names them, to hold them to its rules."""
    return Certificate(
        decision_number=cleaned(number),
        authority=cleaned(authority),
        decision_date=decided_on,
        level=level,
    )


@transaction.atomic
def propose_decision(
    *, number: str, authority: str, decided_on: datetime.date, level: str, by: User
) -> Proposal:
    """Ask that a decision be entered ahead of its certificates.

    Raises CertificateRefused: "waits", "decision_known", "other_day", or what its day contradicts.
    """
    named = typed(number=number, authority=authority, decided_on=decided_on, level=level)
    check_new_decision(named)
    facts = {
        "number": named.decision_number,
        "authority": named.authority,
        "decided_on": decided_on.isoformat(),
        "level": str(level),
    }
    year = decided_on.year
    return ask(
        kind=Kind.DECISION,
        key=key_from(folded_number(number), fold(named.authority), year),
        title=named.decision_number,
        found=f"{named.authority} {''.join(named.decision_number.split())}",
        facts=facts,
        by=by,
    )


def check_new_decision(named: Certificate) -> None:
    check_day_of_decision(named)
    check_decision(named)
    if is_on_file(named):
        raise CertificateRefused("decision_known")


def enter_decision(proposal: Proposal) -> None:
    """Enter the decision that was proposed. Raises CertificateRefused."""
    facts = proposal.facts | {"decided_on": from_kept("decided_on", proposal.facts["decided_on"])}
    named = typed(**facts)
    check_new_decision(named)
    proposal.decision = decision_named_by(named)


# The queue.


def proposals_holding(rows: QuerySet[Proposal], text: str) -> QuerySet[Proposal]:
    """Keep those whose title, code, number or officer hold a text."""
    folded = fold(text).strip()
    return rows.filter(search_text__contains=folded) if folded else rows


def waiting_for_a_second() -> QuerySet[Proposal]:
    return Proposal.objects.filter(state=State.ASKED)
