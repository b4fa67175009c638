"""Why a lot, an event or a label is refused; str() is a sentence for who asked."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The base of all refusals of this app; `text` may hold placeholders for `facts`."""

    text = _("This is not possible.")

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return str(self.text) % self.facts


class MoveRefused(Refused):
    """The state does not allow that step."""

    text = _("That step does not follow from the state “%(state)s”.")


class LotRecalled(Refused):
    text = _("Lot %(lot)s has been recalled: it is not sold, sent or labelled any more.")


class LotClosed(Refused):
    text = _("Lot %(lot)s is closed.")


class LotNotReleased(Refused):
    text = _("Lot %(lot)s is not released yet.")


class LotInUse(Refused):
    text = _("Lot number %(lot)s is in use already for this product.")


class TooManyFiles(Refused):
    text = _("Lot %(lot)s has %(most)s pictures and documents already; no more are kept.")


class LabelsExceedLot(Refused):
    """More labels than goods; `left` may still be printed."""

    text = _("Lot %(lot)s has %(left)s labels left to print; %(asked)s were asked for.")


class MassBalanceBroken(Refused):
    """More leaves a lot than there is in it, or more is made than the lot holds."""

    text = _("Lot %(lot)s holds %(held)s; with this event it would be %(claimed)s.")


class WrongUnit(Refused):
    text = _("Lot %(lot)s is counted in “%(wanted)s”, not in “%(given)s”.")


class EventInFuture(Refused):
    text = _("The time of the event lies in the future.")


class EventOutOfOrder(Refused):
    """Goods cannot leave before they were made, nor be made after they left."""

    text = _("The goods of lot %(lot)s cannot leave before they were made.")


class UnknownPlace(Refused):
    text = _("The place %(place)s is not known here. Add it to your places of work first.")


class UnknownLot(Refused):
    text = _("The event names no lot of yours.")


class ForeignLot(Refused):
    text = _("%(uri)s belongs to another producer.")


class EventDiffers(Refused):
    """Same event by CBV's hash, but with another certificate: that has to be declared."""

    text = _("This event is recorded already with another certificate. Declare the error first.")


class AlreadyDeclared(Refused):
    text = _("The error of this event is declared already.")


class EventMalformed(Refused):
    text = _("The event is not written as EPCIS 2.0 wants it: %(detail)s")


class UnknownEvent(Refused):
    text = _("No event of yours is the one whose error is declared.")


class GtinRefused(Refused):
    """A GTIN, or the licence it comes with; `field` is the one of a form that it is about."""

    field = "gtin"


class GtinOfOtherLength(GtinRefused):
    text = _("A GTIN has 8, 12, 13 or 14 digits and nothing else.")


class GtinOfVariants(GtinRefused):
    text = _("A GTIN numbers one pack, and of this product there are several: it takes none.")


class GtinMistyped(GtinRefused):
    text = _(
        "The last digit does not fit the others: after these it would be %(digit)s. Compare the"
        " number with the one under the bars."
    )


class GtinOfAShop(GtinRefused):
    text = _("Numbers that begin so are for use inside one shop: elsewhere they say nothing.")


class GtinOfCoupons(GtinRefused):
    text = _("Numbers that begin so are for coupons and refunds, or for nobody yet: not for goods.")


class GtinOfMeasure(GtinRefused):
    text = _("A number that begins with 9 is for goods of changing weight: we sell whole packs.")


class GtinOfExamples(GtinRefused):
    text = _("Numbers with the prefix 952 are GS1's examples: no goods carry them.")


class GtinTaken(GtinRefused):
    text = _("Another product has this number already: each product has its own.")


class GtinPrinted(GtinRefused):
    text = _("Labels with the number %(gtin)s are printed: it stays with this product.")


class PrefixMalformed(GtinRefused):
    field = "company_prefix"
    text = _("A company prefix has 4 to 13 digits.")


class GtinOutsidePrefix(GtinRefused):
    field = "company_prefix"
    text = _("The number %(gtin)s does not begin with the prefix %(prefix)s.")


class PrefixOfAnother(GtinRefused):
    field = "company_prefix"
    text = _(
        "Another producer has entered this prefix under another holder. If it is yours, write to"
        " the market."
    )


class LicenceBackwards(GtinRefused):
    field = "ends_on"
    text = _("The licence would end before it begins.")


class LicenceNotBegun(GtinRefused):
    field = "starts_on"
    text = _("The licence begins on %(day)s: enter the number from then on.")


class LicenceEnded(GtinRefused):
    field = "ends_on"
    text = _("The licence ended on %(day)s: enter its new end once it is renewed.")
