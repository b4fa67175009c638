"""A table of decisions from the file to the register: read, handed over, entered by another.

read        a draft: each row created, unchanged or refused; nothing counts
handed over by who sent it, when no row is refused: one entry that waits, whatever its length
entered     by another officer: the rows are checked again, then all are granted or none
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from catalogue.certificates.granting import give_codes, grant_all, is_new, rated_of
from catalogue.certificates.models import Proposal, ProposalRow, RatedProduct
from catalogue.certificates.outsiders import refuse_maker
from catalogue.certificates.proposals import key_from
from catalogue.certificates.rules import CertificateRefused
from catalogue.certificates.tables.checking import Asked, check_rows
from catalogue.certificates.tables.columns import DECISIONS
from catalogue.models import Product
from marketplace.accounts.models import User
from marketplace.files.named_tables import Given, read_named
from marketplace.frame.folding import as_code, cleaned, fold
from marketplace.frame.states import move

MOST_ROWS = 5_000
AT_ONCE = 500
Outcome, State = ProposalRow.Outcome, Proposal.State


@transaction.atomic
def read_decisions(*, name: str, content: bytes, by: User, note: str = "") -> Proposal:
    """Read a file and say what each row would do. Raises Unreadable."""
    table = read_named(content, DECISIONS, MOST_ROWS)
    checked = list(check_rows(table.rows, table.places))
    title = cleaned(name)[:255] or "?"
    draft = Proposal.objects.create(
        kind=Proposal.Kind.TABLE,
        state=State.DRAFT,
        key=key_from(content.hex()),
        title=title,
        search_text=fold(f"{title} {by.email}"),
        facts={"header": table.header, **counts_of(checked)},
        note=note,
        asked_by=by,
    )
    ProposalRow.objects.bulk_create((row_of(draft, each) for each in checked), batch_size=AT_ONCE)
    return draft


def row_of(draft: Proposal, asked: Asked) -> ProposalRow:
    number = DECISIONS.places_in(draft.facts["header"]).get("decision_number", 0)
    cells = asked.row.cells
    told = cells[number] if number < len(cells) else ""
    return ProposalRow(
        proposal=draft,
        number=asked.row.number,
        outcome=asked.outcome,
        title=asked.title,
        search_text=fold(f"{asked.title} {told}")[:400],
        given=cells,
        problems=asked.problems,
    )


def counts_of(checked: list[Asked]) -> dict[str, int]:
    """Count the rows by outcome, and the rated products and decisions that they name."""
    made = [each.certificate for each in checked if each.certificate is not None]
    counts = {str(outcome): 0 for outcome in Outcome}
    for each in checked:
        counts[str(each.outcome)] += 1
    return counts | {
        "products": len({id(rated_of(each)) for each in made if is_new(each)}),
        "decisions": len({(each.decision_number, each.authority) for each in made}),
    }


def locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)


@transaction.atomic
def hand_over(*, proposal: Proposal, by: User) -> Proposal:
    """Hand a table to a second person; again changes nothing.

    Raises CertificateRefused: "not_yours", "rows_refused", "same" where no row is new, "waits".
    """
    proposal = locked(proposal)
    if proposal.asked_by_id != by.pk:
        raise CertificateRefused("not_yours")
    if proposal.is_asked:
        return proposal
    if not proposal.is_draft:
        raise CertificateRefused("decided")
    if proposal.facts[Outcome.REFUSED]:
        raise CertificateRefused("rows_refused")
    if not proposal.facts[Outcome.CREATED]:
        raise CertificateRefused("same")
    try:
        with transaction.atomic():
            move(proposal, State.ASKED)
    except IntegrityError as taken:
        raise CertificateRefused("waits") from taken
    return proposal


def enter_table(proposal: Proposal) -> None:
    """Grant all certificates of a table. Raises CertificateRefused("rows_moved") for all of it."""
    places = DECISIONS.places_in(proposal.facts["header"])
    rows = [Given(*row) for row in proposal.rows.values_list("number", "given")]
    lock_named(rows, places)
    checked = list(check_rows(rows, places))
    if any(each.problems for each in checked):
        raise CertificateRefused("rows_moved")
    made = [each for each in checked if each.certificate is not None]
    certificates: list[Any] = [each.certificate for each in made]
    refuse_maker(proposal.decided_by, [each.product_id for each in certificates])
    new = {
        id(each.rated): (each.rated, each.decision_date.year)
        for each in certificates
        if is_new(each)
    }
    give_codes(list(new.values()))
    try:
        with transaction.atomic():
            grant_all(
                certificates=certificates,
                notes=[each.note for each in made],
                by=proposal.decided_by,
                asked_by=proposal.asked_by,
            )
    except IntegrityError as taken:  # another officer entered one of these meanwhile
        raise CertificateRefused("rows_moved") from taken


def lock_named(rows: list[Given], places: dict[str, int]) -> None:
    """Hold the products that the rows name by code until all is written, in the order of keys."""
    at = places.get("code")
    codes = {as_code(row.cells[at]) for row in rows if at is not None and at < len(row.cells)}
    for model in (Product, RatedProduct):
        found: QuerySet = model.objects.filter(code__in=codes).order_by("pk")
        list(found.select_for_update(of=("self",)).values_list("pk", flat=True))
