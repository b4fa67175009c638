"""Vouchers as staff and producers fill them in."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.discounts.bounds import MOST_AT_ONCE, beyond, room_of
from marketplace.discounts.models import TERMS, Voucher, normal_code
from marketplace.frame.fields import DongField, MomentField, WholeField
from marketplace.frame.jinja import money
from marketplace.producers.models import Producer

MOMENTS = {"starts_at", "ends_at"}


def minute_of(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(second=0, microsecond=0)


class ProducerVoucherForm(forms.ModelForm):
    """A voucher that its producer pays: code, what it takes off, caps."""

    class Meta:
        model = Voucher
        fields = [
            "code",
            "name",
            "kind",
            "percent",
            "amount",
            "most",
            "minimum_goods",
            "starts_at",
            "ends_at",
            "max_uses",
            "max_uses_per_buyer",
            "budget",
            "is_active",
        ]
        field_classes = {
            "percent": WholeField,
            "max_uses": WholeField,
            "max_uses_per_buyer": WholeField,
            "amount": DongField,
            "most": DongField,
            "minimum_goods": DongField,
            "budget": DongField,
            "starts_at": MomentField,
            "ends_at": MomentField,
        }
        help_texts = {
            "most": _("What one use takes off at most."),
            "max_uses": _("Empty: as often as people like."),
            "max_uses_per_buyer": _(
                "With a number, only buyers who sign in can use it. Empty: guests, too, as often "
                "as they like."
            ),
            "budget": _("What all uses together may take off."),
        }

    def __init__(self, *args: Any, producer: Producer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.producer = producer or self.instance.producer

    def clean_code(self) -> str:
        code = normal_code(self.cleaned_data["code"])
        if not code.isalnum():
            raise forms.ValidationError(_("Only letters and digits, please."))
        if Voucher.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This code is taken."))
        return code

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == Voucher.Kind.PERCENT:
            cleaned["amount"] = None
            if not 1 <= (cleaned.get("percent") or 0) <= 100:
                self.add_error("percent", _("Give a percentage from 1 to 100."))
        elif kind == Voucher.Kind.AMOUNT:
            cleaned["percent"] = None
            if (cleaned.get("amount") or 0) < 1:
                self.add_error("amount", _("Give the sum that it takes off."))
        for name in ("most", "minimum_goods", "budget"):
            if (cleaned.get(name) or 0) < 0:
                self.add_error(name, _("This cannot be below zero."))
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("It has to end after it starts."))
        self.clean_caps(cleaned)
        self.clean_bounds(cleaned)
        return cleaned

    def clean_bounds(self, cleaned: dict) -> None:
        """What the producer pays is bounded; a voucher that is taken out of use need not be."""
        if not cleaned.get("is_active"):
            return
        for name, why in beyond(cleaned).items():
            if name not in self.errors:
                self.add_error(name, why)
        if self.producer and "budget" not in self.errors:
            room = room_of(self.producer, without=self.instance.pk)
            if cleaned["budget"] - self.instance.spent > room:
                self.add_error(
                    "budget",
                    gettext(
                        "Your vouchers together may take off %(most)s; %(room)s of it are left."
                    )
                    % {"most": money(MOST_AT_ONCE), "room": money(room)},
                )

    def clean_caps(self, cleaned: dict) -> None:
        """A cap cannot go below what is used already."""
        most = cleaned.get("max_uses")
        if most is not None and most < self.instance.uses:
            self.add_error("max_uses", _("It has been used more often than that already."))
        budget = cleaned.get("budget")
        if budget is not None and budget < self.instance.spent:
            self.add_error("budget", _("More than that has been taken off already."))

    def save_for(self, producer: Producer, by: User) -> Voucher:
        """Save it as the producer's own: it pays, and has agreed by making it."""
        voucher = self.instance
        voucher.producer, voucher.platform_share = producer, 0
        if voucher.pk is None:
            voucher.created_by = voucher.agreed_by = by
            voucher.agreed_at = timezone.now()
        return self.save_changes()

    def save_changes(self, *more: str) -> Voucher:
        """Write the form's fields and `more` at once, no others: uses are counted meanwhile."""
        voucher = self.instance
        if voucher.pk is None:
            voucher.save()
        else:
            voucher.save(update_fields=[*self.Meta.fields, *more])
        return voucher


class MarketVoucherForm(ProducerVoucherForm):
    """A voucher of the market; a producer that pays a part has to say yes first."""

    class Meta(ProducerVoucherForm.Meta):
        fields = [
            "code",
            "name",
            "producer",
            "group",
            "platform_share",
            *ProducerVoucherForm.Meta.fields[2:],
        ]
        help_texts = ProducerVoucherForm.Meta.help_texts | {
            "most": _("Empty: no ceiling."),
            "budget": _("What all uses together may take off. Empty: no bound."),
            "platform_share": _(
                "100: the market pays all. Less: the producer named above pays the rest and "
                "has to agree before it can be used."
            ),
        }

    def clean_bounds(self, cleaned: dict) -> None:
        """The desk may give more away: what a producer pays of it, the producer agrees to."""

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        share = cleaned.get("platform_share")
        if share is not None and share > 100:
            self.add_error("platform_share", _("Give a percentage from 0 to 100."))
        elif share is not None and share < 100 and not cleaned.get("producer"):
            self.add_error("producer", _("Name the producer that pays the rest."))
        changed = {"producer", "platform_share"} & set(self.changed_data)
        if self.instance.pk and self.instance.uses and changed:
            self.add_error(None, _("Who pays cannot change once a voucher is used."))
        return cleaned

    def changed_terms(self) -> set[str]:
        """Name the terms that are other than agreed; moments are shown to the minute."""
        changed = set(TERMS) & set(self.changed_data)
        return {
            name
            for name in changed
            if name not in MOMENTS
            or minute_of(self.initial[name]) != minute_of(self.cleaned_data[name])
        }

    def save_by(self, by: User) -> Voucher:
        voucher = self.instance
        if voucher.pk is None:
            voucher.created_by = by
        elif self.changed_terms():
            voucher.agreed_at = None  # the producer agreed to something else
            return self.save_changes("agreed_at")
        return self.save_changes()
