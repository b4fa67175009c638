"""What makes a code genuine, and which one answer is given to who looks it up."""

from catalogue.models import Publication
from catalogue.origin.codes import serials
from catalogue.origin.codes.addresses import Address
from catalogue.origin.labels.reading import Facts
from catalogue.origin.models import Label, Lot
from catalogue.origin.models.scans import Verdict


def is_forged(address: Address) -> bool:
    """Tell whether a serial cannot be ours; asks nothing of the database.

    Without its lot a serial cannot be checked here: find() does it then.
    """
    return bool(
        address.serial
        and address.lot
        and not serials.is_ours(address.anchor, address.lot, address.serial)
    )


def is_public(facts: Facts) -> bool:
    """Tell whether strangers may see the lot."""
    return facts.lot is not None and facts.lot.state != Lot.State.OPEN


def verdict_of(address: Address, facts: Facts, far: bool, own_looks: int = 0) -> Verdict:
    """Choose the one answer; what is most serious comes first.

    `own_looks`: how many of the label's scans are of the phone that looks now.
    """
    if address.serial and not is_printed(facts):
        return Verdict.FORGED
    if facts.lot is not None and facts.lot.state == Lot.State.RECALLED:
        return Verdict.RECALLED
    if facts.label is not None:
        state = facts.label.state
        if state == Label.State.REVOKED:
            return Verdict.REVOKED
        if state == Label.State.PRINTED or not is_public(facts):
            return Verdict.NOT_ACTIVATED
        if far:
            return Verdict.FAR
        if serials.is_under_revoked_key(facts.label.serial):
            return Verdict.KEY_REVOKED
        if state == Label.State.OPENED:
            return Verdict.OPENED
        if facts.label.scan_count > own_looks:
            return Verdict.SEEN
        return Verdict.AGAIN if own_looks else Verdict.NEW
    if address.lot and not is_public(facts):
        return Verdict.UNKNOWN_LOT
    if facts.product.publication == Publication.WITHDRAWN:
        return Verdict.WITHDRAWN
    return Verdict.LOT if facts.lot is not None else Verdict.PRODUCT


def is_printed(facts: Facts) -> bool:
    """Tell whether a label was printed under the address that its run was printed with."""
    label, lot = facts.label, facts.lot
    if label is None or lot is None:
        return False
    return serials.is_ours(label.anchor, lot.number, label.serial)
