"""Quantities that people type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.frame.fields import WholeField

MAX_QUANTITY = 999


class QuantityForm(forms.Form):
    quantity = WholeField(
        min_value=0,
        max_value=MAX_QUANTITY,
        label=_("Quantity"),
        error_messages={
            "invalid": _("Please give the quantity as a whole number."),
            "min_value": _("Please give a quantity of 1 or more."),
            "max_value": _("At most %(limit_value)s of one product go into one basket."),
        },
    )


class VoucherForm(forms.Form):
    code = forms.CharField(
        label=_("Voucher code"),
        max_length=60,
        error_messages={"required": _("Please type the code of your voucher.")},
    )
