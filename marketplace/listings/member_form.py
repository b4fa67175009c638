"""Whom to invite as a member, as its owner and the desk ask it."""

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.producers.models import Membership

Role = Membership.Role


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role, initial=Role.SELLER)
