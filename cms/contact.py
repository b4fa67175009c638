"""Who runs the shop and how to reach them, as editors write it among Wagtail's settings."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from catalogue.listing.shelf import held
from marketplace.frame.sharing import whole


@register_setting(icon="mail", order=100)
class ShopContact(BaseGenericSetting):
    """Who runs the shop and how to reach them: what foot, about and complaints say of it."""

    class Days(models.TextChoices):
        WORKDAYS = "mon-fri", _("Monday to Friday")
        SIX = "mon-sat", _("Monday to Saturday")
        ALL = "every", _("every day")

    owner = models.CharField(
        _("Who runs the shop"),
        max_length=160,
        blank=True,
        help_text=_("As it is registered. Empty: as receipts name it."),
    )
    tax_code = models.CharField(_("Tax code"), max_length=14, blank=True)
    registration = models.CharField(
        _("Registration"),
        max_length=200,
        blank=True,
        help_text=_("Number, day and office of the business registration."),
    )
    address = models.CharField(_("Address"), max_length=200, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    zalo = models.URLField(_("Zalo"), blank=True)
    days = models.CharField(_("Answers on"), max_length=8, choices=Days, blank=True)
    opens = models.TimeField(_("From"), null=True, blank=True)
    closes = models.TimeField(_("Until"), null=True, blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("owner", "tax_code", "registration", "address")],
            _("Who runs the shop"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("phone", "email", "zalo", "days", "opens", "closes")],
            _("How to reach them"),
        ),
    ]

    class Meta:
        verbose_name = _("Contact of the shop")

    def __str__(self) -> str:
        return self.owner

    def clean(self) -> None:
        super().clean()
        if (self.opens is None) != (self.closes is None):
            raise ValidationError({"closes": _("Give both times, or none.")})
        if self.opens and self.closes and self.opens >= self.closes:
            raise ValidationError({"closes": _("It closes after it opens.")})

    @property
    def name(self) -> str:
        """Who runs the shop: as editors wrote it, or as papers name it."""
        return self.owner or settings.SHOP_OPERATOR

    @property
    def dialled(self) -> str:
        """The telephone as a link dials it: digits, and a plus before them."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")

    @property
    def hours(self) -> str:
        """When somebody answers: "Monday to Friday, 08:00–17:00"; "" where nobody says."""
        when = f"{self.opens:%H:%M}–{self.closes:%H:%M}" if self.opens and self.closes else ""
        return ", ".join(filter(None, [self.get_days_display(), when]))  # type: ignore[attr-defined]

    @property
    def can_be_reached(self) -> bool:
        return bool(self.phone or self.email or self.zalo)


def shop_contact() -> ShopContact:
    """The contact that editors have written; one without a word where none has."""
    return ShopContact.objects.first() or ShopContact()


def organization() -> dict[str, Any]:
    """Who runs the shop, in schema.org's words; kept with the shelf, as the foot is."""
    return held().remember("organization", lambda: told(shop_contact()))


def told(contact: ShopContact) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "name": settings.OSCAR_SHOP_NAME,
        "legalName": contact.name,
        "url": f"{settings.SITE_URL}/",
        "logo": whole(static("img/share.png")),
        "taxID": contact.tax_code,
        "address": contact.address,
        "email": contact.email,
        "telephone": contact.phone,
    }
