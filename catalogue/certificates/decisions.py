"""Decisions of the register: found by what is typed of them, entered with their first certificate.

"12/QĐ-UBND", "UBND thành phố Hà Nội", 2026-11-20   entered
" 12/qđ-ubnd ", the same authority and day          the same one
the same number and authority, 2026-11-21           refused: one number a year has one day
the same number, another authority or year          another decision
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from catalogue.certificates.models import Certificate, Decision
from catalogue.certificates.rules import CertificateRefused, folded_number
from marketplace.accounts.models import User
from marketplace.frame.folding import cleaned, fold

# Facts of a decision that its certificates keep a copy of: there by name, here by theirs.
COPIES = {
    "decision_number": "number",
    "decision_date": "decided_on",
    "authority": "authority",
    "level": "level",
}
LONGEST_NUMBER = 60  # signs; folding may lengthen a text that is none of ours
LONGEST_AUTHORITY = 160


def key_of(certificate: Certificate) -> dict[str, Any]:
    """Say what tells the decision from others that a certificate names."""
    return {
        "number_folded": folded_number(certificate.decision_number)[:LONGEST_NUMBER],
        "authority_folded": fold(cleaned(certificate.authority))[:LONGEST_AUTHORITY],
        "decided_on": certificate.decision_date,
        "level": certificate.level,
    }


def check_decision(certificate: Certificate) -> None:
    """Raise CertificateRefused("other_day") where its decision is on file of another day or level.

    Years begin numbers anew, so the same number of another year is another decision.
    """
    key = key_of(certificate)
    known = Decision.objects.filter(
        number_folded=key["number_folded"],
        authority_folded=key["authority_folded"],
        decided_on__year=certificate.decision_date.year,
    )
    if known.exists() and not known.filter(**key).exists():
        raise CertificateRefused("other_day")


def is_on_file(certificate: Certificate) -> bool:
    """Tell whether the decision that a certificate names is on file."""
    return Decision.objects.filter(**key_of(certificate)).exists()


def decision_named_by(certificate: Certificate) -> Decision:
    """Find the decision that a certificate's typed facts name, or enter it."""
    facts = {"number": certificate.decision_number, "authority": certificate.authority}
    return Decision.objects.get_or_create(**key_of(certificate), defaults=facts)[0]


def put_under_decision(certificate: Certificate) -> None:
    """Put a certificate, unsaved, under the decision that it names; raises CertificateRefused."""
    check_decision(certificate)
    certificate.decision = decision_named_by(certificate)


def put_all_under_decisions(certificates: Sequence[Certificate]) -> None:
    """Put many certificates, unsaved, under the decisions that they name; two queries.

    For what was checked before: it refuses nothing.
    """
    keys = [tuple(key_of(each).values()) for each in certificates]
    known = known_decisions(keys)
    new: dict[tuple, Decision] = {}
    for key, each in zip(keys, certificates, strict=True):
        if key not in known and key not in new:  # the first spelling is the decision's
            facts = {"number": each.decision_number, "authority": each.authority}
            new[key] = Decision(**key_of(each), **facts)
    Decision.objects.bulk_create(new.values())
    known |= new
    for key, each in zip(keys, certificates, strict=True):
        each.decision = known[key]


def known_decisions(keys: Iterable[tuple]) -> dict[tuple, Decision]:
    """Give the decisions on file of some keys (key_of's values)."""
    wanted = set(keys)
    rows = Decision.objects.filter(number_folded__in={key[0] for key in wanted})
    by_key = {(d.number_folded, d.authority_folded, d.decided_on, d.level): d for d in rows}
    return {key: each for key, each in by_key.items() if key in wanted}


@transaction.atomic
def file_decision(*, decision: Decision, file: Any, by: User) -> Decision:
    """Keep the paper of a decision; one that was kept before stays among the files."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    decision.file, decision.filed_by = file, by
    decision.save(update_fields=["file", "filed_by"])
    return decision


def decisions_holding(text: str) -> QuerySet[Decision]:
    """List decisions, or those whose number or authority holds a text, with their certificates."""
    rows = Decision.objects.annotate(count=Count("certificates"))
    if folded := fold(text).strip():
        found = Q(number_folded__contains="".join(folded.split()))
        rows = rows.filter(found | Q(authority_folded__contains=folded))
    return rows.order_by("-decided_on", "-pk")


def certificates_under(decision: Decision) -> QuerySet[Certificate]:
    """List the certificates of a decision as lists show them, by product."""
    rows = decision.certificates.select_related("rated__product__producer", "law")
    return rows.order_by("rated__code", "pk")
