"""Oscar builds its search form at import time from haystack; ours is one box."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    q = forms.CharField(required=False, max_length=200, label=_("Search"))

    def __init__(self, *args, selected_facets=None, searchqueryset=None, **kwargs):
        super().__init__(*args, **kwargs)


BrowseCategoryForm = SearchForm
