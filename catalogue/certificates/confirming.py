"""The second person's answer to an entry: it is made that moment and once, or nothing is.

asked, agreed by another officer         entered; the same answer again changes nothing
asked, agreed by who asked               refused ("own")
agreed by who works for the maker of it  refused ("works_there", outsiders.py)
asked, not agreed by another, a reason   sent back
asked or a draft, not agreed by who asked    taken back
agreed, but the register says no by now  refused in the register's words; it still waits
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from catalogue.certificates.models import Proposal
from catalogue.certificates.proposals import enter_decision, enter_grant, enter_rated_proposed
from catalogue.certificates.replacements import enter_decision_facts, enter_rated_facts
from catalogue.certificates.rules import CertificateRefused
from catalogue.certificates.tables.services import enter_table
from marketplace.accounts.models import User
from marketplace.frame.states import may_move, move

Kind, State = Proposal.Kind, Proposal.State
ENTER: dict[str, Callable[[Proposal], None]] = {
    Kind.GRANT: enter_grant,
    Kind.RATED: enter_rated_proposed,
    Kind.DECISION: enter_decision,
    Kind.TABLE: enter_table,
    Kind.RATED_FACTS: enter_rated_facts,
    Kind.DECISION_FACTS: enter_decision_facts,
}


def lock_proposal(proposal: Proposal) -> Proposal:
    """Read a proposal anew and hold it; for who opened a transaction."""
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("asked_by")
    return locked.get(pk=proposal.pk)


@transaction.atomic
def decide_proposal(*, proposal: Proposal, agrees: bool, by: User, answer: str = "") -> Proposal:
    """Enter what was proposed, or send it back; the same answer again changes nothing.

    Raises CertificateRefused: "own" for who asked, "decided" the other way, "answer" where
    none says why it goes back, or what keeps the register from taking it.
    """
    proposal = lock_proposal(proposal)
    is_own = proposal.asked_by_id == by.pk
    if agrees and is_own:
        raise CertificateRefused("own")
    wanted = State.MADE if agrees else State.WITHDRAWN if is_own else State.REFUSED
    if proposal.state == wanted:
        return proposal
    if not may_move(proposal, wanted):
        raise CertificateRefused("decided")
    if not agrees and not is_own and not answer.strip():
        raise CertificateRefused("answer")
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    if agrees:
        ENTER[proposal.kind](proposal)
    made = {name: getattr(proposal, name) for name in ("certificate", "rated", "decision")}
    decided = {"decided_by": by, "decided_at": proposal.decided_at, "answer": answer.strip()}
    move(proposal, wanted, **decided, **made)
    return proposal
