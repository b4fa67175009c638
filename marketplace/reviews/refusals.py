"""Why a review, an answer or a report is not taken; each says so in a sentence."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class ReviewRefused(Exception):
    """A base: what is not taken; `str()` is a sentence for the person."""

    text: Any = ""

    def __init__(self, **values: Any) -> None:
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        return str(self.text) % self.values


class NotReceived(ReviewRefused):
    text = _("Only a buyer who has received this product can review it.")


class OwnGoods(ReviewRefused):
    text = _("You work for this producer: its buyers say how its goods are.")


class TooLate(ReviewRefused):
    text = _("Your review was written more than %(days)s days ago. It stays as it is.")


class TooManyPictures(ReviewRefused):
    text = _("At most %(count)s pictures, please.")


class LookedAtFirst(ReviewRefused):
    """A rule found something; it may be sent all the same and waits then."""

    text = _(
        "“%(found)s” does not show at once: numbers, links, payment elsewhere and rude words are "
        "read by the market first. Leave it out, or send the review as it is and it waits for us."
    )


class OwnReview(ReviewRefused):
    text = _("Nobody votes on a review of their own.")


class NotShown(ReviewRefused):
    text = _("This review does not show any more.")


class DecidedBefore(ReviewRefused):
    text = _("Somebody has decided on this already.")


class TooManyOpen(ReviewRefused):
    text = _("%(count)s of your reports wait for us. Please wait for those first.")
