"""What a row of a booking tells by itself."""

from marketplace.purchases.consignment_models import Consignment


def test_a_booking_tells_its_facts():
    row = Consignment(carrier="GHN", tracking_code="LADFYR", units={"4": 2}, stage="back")
    assert (row.is_asked, row.is_open, row.is_booked, row.is_back) == (True, True, False, True)
    assert row.units_by_line == {4: 2}
    assert row.carrier_text == "Giao Hàng Nhanh (GHN)"
    assert row.tracking_url == "https://donhang.ghn.vn/?order_code=LADFYR"
