"""What buyers read of a maker that is away: from two weeks before, to the last day."""

from datetime import date

import pytest
from django.utils.translation import override

from catalogue.listing.absences import Absence, told_absence

TET = Absence(date(2027, 2, 4), date(2027, 2, 14), "Lò nghỉ Tết")


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2027, 1, 20), ""),
        (date(2027, 1, 21), "Away from February 4 to February 14."),
        (date(2027, 2, 3), "Away from February 4 to February 14."),
        (
            date(2027, 2, 4),
            "Away until February 14: orders are prepared from February 15 on.",
        ),
        (
            date(2027, 2, 14),
            "Away until February 14: orders are prepared from February 15 on.",
        ),
        (date(2027, 2, 15), ""),
    ],
)
def test_buyers_are_told_in_time(today, told):
    with override("en"):
        assert TET.told(today) == told


def test_month_is_written_as_the_reader_does():
    with override("vi"):
        assert TET.told(TET.first) == (
            "Đang nghỉ đến hết 14 tháng 2: đơn đặt bây giờ được chuẩn bị từ 15 tháng 2."
        )


def test_the_first_that_is_to_be_told_is_told():
    later = Absence(date(2027, 2, 16), date(2027, 2, 16), "Giỗ tổ")
    assert told_absence([later, TET], date(2027, 2, 10)) == (TET.told(date(2027, 2, 10)), TET.note)
    assert told_absence([later, TET], date(2027, 2, 15))[1] == "Giỗ tổ"
    assert told_absence([], date(2027, 2, 15)) == ("", "")
