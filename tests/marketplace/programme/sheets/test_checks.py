"""A sheet whose data contradicts itself is never used, and is told where."""

import pytest

from marketplace.programme.sheets import reading
from marketplace.programme.sheets.checks import SheetWrong
from marketplace.programme.sheets.reading import made_of, read


def line(table, code):
    return next(each for each in table["criteria"] if each["code"] == code)


def options(table, code):
    return line(table, code)["options"]


def change_maximum(table):
    line(table, "1")["max"] = 18


def change_a_part(table):
    line(table, "9")["part"] = "A"


def repeat_a_code(table):
    line(table, "1.2")["code"] = "1.1"


def descend(table):
    options(table, "1.1")[1]["points"] = 1


def end_below_the_maximum(table):
    options(table, "1.1")[2]["points"] = 3


def leave_one_option(table):
    del options(table, "1.1")[:2]


def mark_backwards(table):
    options(table, "1.4")[3]["least_for"] = 3


def mark_twice(table):
    options(table, "1.4")[3]["least_for"] = 4


def mark_two_stars(table):
    options(table, "1.1")[0]["least_for"] = 2


def mark_nothing(table):
    options(table, "1.4")[0]["least_for"] = 3


def hang_in_the_air(table):
    line(table, "6.5")["code"] = "66.5"


def lose_options(table):
    del line(table, "1.1")["options"]


def give_a_sum_options(table):
    line(table, "1")["options"] = options(table, "1.1")


def name_a_line_that_is_not_there(table):
    table["doubts"].append({"code": "77", "reason": "mark_missing"})


def lose_a_list(table):
    line(table, "1.1")["variants"] = {"site": line(table, "1.1").pop("options")}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (change_maximum, "21/1: sum"),
        (change_a_part, "21/: parts"),
        (repeat_a_code, "21/1.1: twice"),
        (descend, "21/1.1: order"),
        (end_below_the_maximum, "21/1.1: maximum"),
        (leave_one_option, "21/1.1: maximum"),
        (mark_backwards, "21/1.4: marks"),
        (mark_twice, "21/1.4: marks"),
        (mark_two_stars, "21/1.1: marks"),
        (mark_nothing, "21/1.4: mark on nothing"),
        (hang_in_the_air, "21/66.5: hangs nowhere"),
        (lose_options, "21/1.1: neither a sum nor a choice"),
        (give_a_sum_options, "21/1: neither a sum nor a choice"),
        (name_a_line_that_is_not_there, "21/77: remark of nothing"),
        (lose_a_list, "21/1.1: variants"),
    ],
)
def test_a_fault_is_named_with_its_line(fault, said):
    table = read("21")
    fault(table)
    with pytest.raises(SheetWrong) as refusal:
        made_of(table)
    assert said in str(refusal.value).split("; ")


@pytest.mark.parametrize("name", ["criteria", "options"])
def test_a_text_that_lacks_a_language_is_a_fault(name, monkeypatch):
    texts = {key: dict(words) for key, words in read(name).items()}
    key = "capacity" if name == "criteria" else "small_for_your_area"
    del texts[key]["id"]
    others = reading.words_of("options" if name == "criteria" else "criteria")
    monkeypatch.setattr(reading, "words_of", lambda asked: texts if asked == name else others)
    with pytest.raises(SheetWrong, match=r"21/1\.3: words"):
        made_of(read("21"))
