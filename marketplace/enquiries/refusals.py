"""Why an enquiry, or a word in it, is not taken; each says so in a sentence."""

from django.utils.translation import gettext_lazy as _

from marketplace.talks.refusals import TalkRefused


class NobodyReads(TalkRefused):
    text = _("This producer sells nothing here now, so nobody would answer.")


class TooManyEnquiries(TalkRefused):
    text = _("%(count)s of your enquiries wait for an answer. Please wait for those first.")


class IsOver(TalkRefused):
    text = _("This enquiry is closed. Please write a new one.")


class NotProven(TalkRefused):
    text = _("Please follow the link in the mail first.")
