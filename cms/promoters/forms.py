"""Whom to invite to a post, and who comes after somebody."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.promoters.models import Role


class SuccessorForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)


class InviteForm(SuccessorForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.PROMOTER)
    field_order = ("email", "role", "language")
