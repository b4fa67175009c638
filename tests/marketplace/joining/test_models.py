"""Facts of one row."""

from marketplace.joining.models import Application, Change, PageProposal, Paper, Requirement
from marketplace.producers.models import Producer


def test_a_verified_one_stands_as_its_producer_does():
    producer = Producer(state=Producer.State.SUSPENDED)
    row = Application(state=Application.State.VERIFIED, producer=producer)
    assert (str(row.standing), row.standing_tone) == ("Tạm ngừng bán", "bad")
    row.state = Application.State.SENT
    assert (str(row.standing), row.standing_tone) == ("Đang chờ duyệt", "wait")


def test_rows_are_named():
    asked = Requirement(name="Giấy phép")
    assert str(asked) == "Giấy phép"
    assert str(Paper(requirement=asked, number="1")) == f"{asked} 1"
    assert (str(Application(pk=3)), str(Application(name="Hộ"))) == ("#3", "Hộ")
    assert str(Change(application_id=3, kind=Change.Kind.SENT)) == "3 sent"
    assert str(PageProposal(producer=Producer(name="Hộ"))) == "Hộ submitted"
