"""Why something is not sent; each says so in a sentence, next to the field."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class TalkRefused(Exception):
    """A base: what is not taken; `str()` says why."""

    text: Any = ""

    def __init__(self, **values: Any) -> None:
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        return str(self.text) % self.values


class Blocked(TalkRefused):
    """A base: something in the text may not be sent; `found` is that, as it was written."""


class PaysElsewhere(Blocked):
    text = _(
        "“%(found)s” cannot be sent: what is bought here is paid here, so that the market can "
        "pay it back. Please leave it out."
    )


class OwnContact(Blocked):
    text = _(
        "“%(found)s” cannot be sent: telephones, e-mail and other networks stay with their "
        "people. Whoever you write to reads you here and by mail. Please leave it out."
    )


class LeadsAway(Blocked):
    text = _("“%(found)s” cannot be sent: it leads away from the market. Please leave it out.")


class Rude(Blocked):
    text = _("“%(found)s” cannot be sent. Please say it in another way.")


class NothingSaid(TalkRefused):
    text = _("Please write something.")


class NotForSale(TalkRefused):
    text = _("This product is not sold here now, so nobody would answer.")


class OwnGoods(TalkRefused):
    text = _("You work for this producer: its buyers ask here.")


class TooManyOpen(TalkRefused):
    text = _("%(count)s of your questions wait for an answer. Please wait for those first.")


class IsHidden(TalkRefused):
    text = _("The market has hidden this; it cannot be answered.")


class IsClosed(TalkRefused):
    text = _("This producer is closed: nobody reads here any more.")


class TooManyInARow(TalkRefused):
    text = _("%(count)s of your messages wait here for an answer. Please wait for it.")


class NotPlaced(TalkRefused):
    text = _("The producer sees an order once it is placed. Please pay it first.")


class Muted(TalkRefused):
    text = _("The market lets you write nothing until %(day)s. Its mail to you says why.")


class NotReportable(TalkRefused):
    text = _("This cannot be reported: it is your own side's, or the market has hidden it.")


class TooManyReports(TalkRefused):
    text = _("%(count)s of your reports wait for us. Please wait for those first.")


class DecidedBefore(TalkRefused):
    text = _("Somebody has decided on this already.")


class NobodyToTell(TalkRefused):
    text = _("Whoever wrote this has left: there is nobody to warn or to mute.")


class TooManyComplaints(TalkRefused):
    text = _("%(count)s complaints by this address wait for our answer. Please wait for those.")


class ComplaintOver(TalkRefused):
    text = _("Nobody has written here for 30 days. Please file a new complaint.")
