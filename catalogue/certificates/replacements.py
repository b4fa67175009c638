"""Facts of a decision or a rated product that were entered wrong: asked by one, made by another.

a decision says 12/QĐ-UBND, the paper 21/QĐ-UBND
    asked     {"number": ["12/QĐ-UBND", "21/QĐ-UBND"]} waits; nothing has changed
    made      the decision says 21, each certificate under it has an event with both values
a rated product is called "Chè sen", the paper says "Trà sen"
    made      it is called so; an event of its own keeps both, read on the page of its code
one certificate under it would contradict the law by that: refused, for all of it
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.certificates.corrections import as_kept, from_kept
from catalogue.certificates.decisions import COPIES, key_of
from catalogue.certificates.linking import lock_rated
from catalogue.certificates.models import (
    Certificate,
    CertificateEvent,
    Decision,
    Proposal,
    RatedEvent,
    RatedProduct,
)
from catalogue.certificates.outsiders import refuse_maker
from catalogue.certificates.proposals import ask, key_from, typed
from catalogue.certificates.rated import search_text_of
from catalogue.certificates.rules import (
    CertificateRefused,
    check_certificate,
    check_day_of_decision,
    same_number,
)
from catalogue.models import OcopSet
from catalogue.places.models import Commune
from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.frame.folding import cleaned

Kind = Proposal.Kind
Changes = dict[str, list[str | None]]
AT_ONCE = 500
RATED = ("name", "holder_name", "holder_kind", "commune", "ocop_set")
DECIDED = tuple(COPIES.values())


def kept(value: Any) -> str | None:
    """Write a fact as the changes keep it: a commune by its code, a set by its number."""
    match value:
        case Commune():
            return value.code
        case OcopSet():
            return str(value.number)
        case str():
            return cleaned(value)
    return as_kept(value)


def changes_of(row: Any, values: dict[str, Any]) -> Changes:
    """List what differs; raises CertificateRefused("same") where nothing does."""
    pairs = {name: [kept(getattr(row, name)), kept(value)] for name, value in values.items()}
    changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if not changes:
        raise CertificateRefused("same")
    return changes


def check_unmoved(row: Any, changes: Changes) -> None:
    if any(kept(getattr(row, name)) != old for name, (old, _new) in changes.items()):
        raise CertificateRefused("moved")


# A rated product.


@transaction.atomic
def propose_rated_facts(
    *, rated: RatedProduct, values: dict[str, Any], reason: str, by: User
) -> Proposal:
    """Ask that a rated product's own facts be others; `values` by field name, those of RATED.

    Raises CertificateRefused: "same", "waits".
    """
    changes = changes_of(rated, {name: values[name] for name in RATED})
    return ask(
        kind=Kind.RATED_FACTS,
        key=key_from(rated.pk),
        title=rated.title,
        found=rated.code,
        facts=changes,
        note=reason,
        by=by,
        rated=rated,
    )


def read_fact(name: str, text: str | None) -> Any:
    """Read a kept fact of a rated product. Raises CertificateRefused("moved") when it is gone."""
    found: Any = text
    if name == "commune":
        found = Commune.objects.of_today().filter(code=text).first()
    elif name == "ocop_set":
        found = OcopSet.objects.filter(number=text or "0").first()
    if found is None:
        raise CertificateRefused("moved")
    return found


def enter_rated_facts(proposal: Proposal) -> None:
    """Give a rated product the facts that were asked for. Raises CertificateRefused."""
    rated = lock_rated(proposal.rated)  # type: ignore[arg-type]
    refuse_maker(proposal.decided_by, [rated.product_id])
    check_unmoved(rated, proposal.facts)
    for name, (_old, new) in proposal.facts.items():
        setattr(rated, name, read_fact(name, new))
    rated.search_text = search_text_of(rated)
    rated.save(update_fields=[*proposal.facts, "search_text"])
    RatedEvent.objects.create(
        rated=rated,
        on=timezone.localdate(),
        changes=proposal.facts,
        note=proposal.note,
        asked_by=proposal.asked_by,
        by=proposal.decided_by,  # type: ignore[misc]
    )
    touch("rated", [rated.pk])


# A decision, with the copies on its certificates.


@transaction.atomic
def propose_decision_facts(
    *,
    decision: Decision,
    number: str,
    authority: str,
    decided_on: datetime.date,
    level: str,
    reason: str,
    by: User,
) -> Proposal:
    """Ask that a decision's own facts be others.

    Raises CertificateRefused: "same", "waits", or what the law, another decision on file or a
    certificate under it says to that.
    """
    values = {"number": number, "authority": authority, "decided_on": decided_on, "level": level}
    changes = changes_of(decision, values)
    corrected(decision, changes)
    return ask(
        kind=Kind.DECISION_FACTS,
        key=key_from(decision.pk),
        title=decision.number,
        found=f"{decision.authority} {changes.get('number', ['', ''])[1]}",
        facts=changes,
        note=reason,
        by=by,
        decision=decision,
    )


def corrected(decision: Decision, changes: Changes) -> list[Certificate]:
    """Give a decision and its certificates the new facts, unsaved. Raises CertificateRefused."""
    check_unmoved(decision, changes)
    for name, (_old, new) in changes.items():
        setattr(decision, name, from_kept(name, new))
    named = typed(**{name: getattr(decision, name) for name in DECIDED})
    check_day_of_decision(named)
    key = key_of(named)
    like = Decision.objects.filter(
        number_folded=key["number_folded"],
        authority_folded=key["authority_folded"],
        decided_on__year=decision.decided_on.year,
    )
    if like.exclude(pk=decision.pk).exists():
        raise CertificateRefused("decision_known")
    decision.number_folded = key["number_folded"]
    decision.authority_folded = key["authority_folded"]
    held = list(decision.certificates.select_related("law", "rated").order_by("pk"))
    others = Certificate.objects.filter(rated__in=decision.certificates.values("rated"))
    numbers = others.exclude(decision=decision).values_list("decision_number", flat=True)
    if any(same_number(each, decision.number) for each in numbers):
        raise CertificateRefused("known")
    for certificate in held:
        for name, fact in COPIES.items():
            setattr(certificate, name, getattr(decision, fact))
        check_certificate(certificate, reason="on file")
    return held


def enter_decision_facts(proposal: Proposal) -> None:
    """Give a decision the facts that were asked for, and its certificates with an event each."""
    locked = Decision.objects.select_for_update(of=("self",))
    decision = locked.get(proposals=proposal)
    list(decision.certificates.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    held = corrected(decision, proposal.facts)
    refuse_maker(proposal.decided_by, [each.product_id for each in held])
    decision.save(update_fields=[*proposal.facts, "number_folded", "authority_folded"])
    copied = {name: fact for name, fact in COPIES.items() if fact in proposal.facts}
    Certificate.objects.bulk_update(held, list(copied), batch_size=AT_ONCE)
    CertificateEvent.objects.bulk_create(
        (
            CertificateEvent(
                certificate=each,
                kind=CertificateEvent.Kind.CORRECTED,
                on=timezone.localdate(),
                note=proposal.note,
                changes={name: proposal.facts[fact] for name, fact in copied.items()},
                asked_by=proposal.asked_by,
                by=proposal.decided_by,
            )
            for each in held
        ),
        batch_size=AT_ONCE,
    )
    touch("product", [each.product_id for each in held if each.product_id])  # found by its number


def made_corrections(decision: Decision) -> QuerySet[Proposal]:
    """List the corrections of a decision that were made, the first one first."""
    rows = decision.proposals.filter(kind=Kind.DECISION_FACTS, state=Proposal.State.MADE)
    return rows.select_related("asked_by", "decided_by").order_by("pk")
