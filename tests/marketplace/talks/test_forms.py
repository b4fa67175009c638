"""A text's form says what it is for and keeps within the bound."""

from marketplace.talks.forms import TextForm
from marketplace.talks.models import LONGEST


def test_form_is_named_by_its_page_and_bounds_the_text():
    form = TextForm({"text": "x" * (LONGEST + 1)}, label="Câu hỏi", help_text="Ai cũng đọc.")
    assert not form.is_valid()
    assert (form["text"].label, form["text"].help_text) == ("Câu hỏi", "Ai cũng đọc.")
    assert TextForm({"text": ""}, required=False).is_valid()
    assert not TextForm({"text": " "}).is_valid()
