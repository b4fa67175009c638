"""The columns of a table of decisions are known by their names in every language."""

from django.conf import settings
from django.utils.translation import override

from catalogue.certificates.tables.columns import COLUMNS, DECISIONS


def test_every_column_is_known_by_its_name_and_by_no_other_s():
    for language, _name in settings.LANGUAGES:
        with override(language):
            found = [DECISIONS.key_of(str(column.says)) for column in COLUMNS]
        assert found == [column.key for column in COLUMNS]


def test_a_table_without_decisions_is_none():
    assert DECISIONS.find_header([["Mã", "Tên"]]) is None
    assert DECISIONS.find_header([["Danh sách"], ["Mã", "Số quyết định"]]) == 1
