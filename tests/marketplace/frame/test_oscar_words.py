"""What Oscar translates too early is translated where it is shown."""

from django.utils import translation
from oscar.apps.dashboard.offers.forms import OfferSearchForm
from oscar.apps.dashboard.users.tables import UserTable
from oscar.core.loading import get_model


def test_a_choice_of_yes_and_no_speaks_the_reader_s_language():
    told = {}
    for language in ("vi", "en", "id"):
        with translation.override(language):
            told[language] = [
                str(text) for _value, text in OfferSearchForm()["is_active"].field.widget.choices
            ][1:]
    assert told == {"vi": ["Có", "Không"], "en": ["Yes", "No"], "id": ["Ya", "Tidak"]}


def test_every_column_of_the_table_of_people_has_a_heading():
    table = UserTable(get_model("accounts", "User").objects.none())
    with translation.override("vi"):
        assert str(table.columns["name"].header) == "Tên"
