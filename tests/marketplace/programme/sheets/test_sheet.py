"""What a sheet says of itself."""

from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.sheets.sheet import PARTS, TOTAL


def test_parts_are_forty_twenty_five_and_thirty_five():
    assert (PARTS, TOTAL) == ({"A": 40, "B": 25, "C": 35}, 100)


def test_a_tree_has_up_to_three_floors():
    sheet = sheet_of(11)
    assert [line.code for line in sheet if line.code.startswith("6")] == [
        *("6", "6.1", "6.1.1", "6.1.2"),
        *("6.2", "6.2.1", "6.2.2", "6.2.3"),
    ]
    assert (sheet.find("6.1.2").above, sheet.find("6.1.2").depth) == ("6.1", 3)
    assert (sheet.find("6").above, sheet.find("6").is_chosen) == ("", False)
    assert sheet.find("9.9") is None


def test_sections_are_what_stands_at_the_top():
    codes = [section.code for section in sheet_of(21).sections]
    assert codes == [str(number) for number in range(1, 10)]


def test_a_label_in_two_languages_is_a_question_of_yes_or_no():
    (no, yes) = sheet_of(1).find("2.4").options
    assert ((no.points, yes.points), yes.words["vi"]) == ((0, 1), "Có")


def test_only_water_ends_at_nought():
    sheet = sheet_of(16)
    ending = [line.code for line in sheet.choices if sheet.ends_at_nought(line)]
    assert ending == ["6.1", "6.2", "6.3", "6.4"]
    assert not any(sheet_of(17).ends_at_nought(line) for line in sheet_of(17))
