"""The reasons for which goods come back; the terms of each are dated rows (ReturnRule)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReturnReason(models.TextChoices):
    NOT_AS_DESCRIBED = "not_as_described", _("Not as described")
    DAMAGED = "damaged", _("Arrived damaged")
    WRONG_ITEM = "wrong_item", _("Another item than ordered")
    SPOILT = "spoilt", _("Spoilt or past its date")
    CHANGED_MIND = "changed_mind", _("I do not want it after all")
