"""Choices that are known only when a form is made."""

import pytest
from django import forms

from catalogue.places.models import Village
from marketplace.frame.fields import offer, offer_rows
from tests import factories


class Wish(forms.Form):
    way = forms.ChoiceField()
    village = forms.ModelChoiceField(Village.objects.none())


@pytest.mark.django_db
def test_a_form_takes_what_was_offered_to_it_and_nothing_else():
    mine, other = factories.make_village("Gốm"), factories.make_village("Lụa")

    def errors(way: str, village: Village) -> dict:
        form = Wish({"way": way, "village": village.pk})
        offer(form, "way", (pair for pair in [("card", "Card"), (1, "Cash")]))
        offer_rows(form, "village", Village.objects.filter(pk=mine.pk))
        return form.errors

    assert errors("card", mine) == errors("1", mine) == {}
    assert list(errors("gold", other)) == ["way", "village"]
    assert Wish.base_fields["way"].choices == []  # the class keeps nothing of one form's choices
