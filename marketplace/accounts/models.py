"""The one kind of user: signs in by e-mail, has a language."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser


class User(AbstractUser):
    """A person who signs in: buyer, producer's member, promoter, officer or staff."""

    language = models.CharField(
        _("Language"), max_length=5, choices=settings.LANGUAGES, default="vi"
    )
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
