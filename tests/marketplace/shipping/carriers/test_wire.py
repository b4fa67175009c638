"""A carrier that hangs, fails or chatters: pages wait a little, then nobody asks for a while."""

import time

import pytest
from django.utils.translation import override

from marketplace.frame.outside import FAILURES, Outside
from marketplace.shipping.carriers import wire
from marketplace.shipping.carriers.interface import CarrierSilent, KeyRefused
from tests import carriers
from tests.silence import broken_server, closed_port, silent_server

SECRET = "a-key-that-nobody-reads"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def wire_to(port: int) -> wire.Wire:
    return wire.Wire(Outside("carrier"), f"http://127.0.0.1:{port}", {"Token": SECRET})


@pytest.mark.parametrize("is_there", [True, False])
def test_silence_is_bounded_and_then_nobody_waits(is_there, monkeypatch):
    monkeypatch.setattr(wire, "TIMEOUT_SECONDS", 0.2)
    with silent_server() as port:
        asked = wire_to(port if is_there else closed_port())
        start = time.monotonic()
        for _ in range(FAILURES):
            with pytest.raises(CarrierSilent):
                asked.get("/x")
        assert time.monotonic() - start < 3
        start = time.monotonic()
        with pytest.raises(CarrierSilent, match="rests"):
            asked.get("/x")
        assert time.monotonic() - start < 0.1


def test_what_it_dislikes_is_an_answer_and_no_silence():
    with carriers.served() as (stand_in, address):
        stand_in.says["/x"] = (400, {"message": "no"})
        asked = wire_to(int(address.rpartition(":")[2]))
        for _ in range(FAILURES + 1):
            assert asked.post("/x", {"a": 1}).json() == {"message": "no"}


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_server_in_trouble_is_silent(status):
    with carriers.served() as (stand_in, address):
        stand_in.says["/x"] = (status, {})
        with pytest.raises(CarrierSilent, match=str(status)):
            wire_to(int(address.rpartition(":")[2])).get("/x")


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told_to_who_can_mend_it(status):
    with carriers.served() as (stand_in, address):
        stand_in.says["/x"] = (status, {"message": SECRET})
        said = r"It does not take the market’s key. Please tell the market’s staff"
        with pytest.raises(KeyRefused, match=said) as refusal:
            wire_to(int(address.rpartition(":")[2])).get("/x")
        assert SECRET not in str(refusal.value)


def test_a_key_follows_no_redirection():
    with carriers.served() as (stand_in, address):
        stand_in.says["/x"] = (302, {})
        assert wire_to(int(address.rpartition(":")[2])).get("/x").status == 302
        assert stand_in.paths() == ["/x"]


def test_an_endless_answer_is_cut_off(monkeypatch):
    monkeypatch.setattr(wire, "MOST_BYTES", 10)
    with carriers.served() as (stand_in, address):
        stand_in.says["/x"] = {"a": "b" * 20}
        with pytest.raises(CarrierSilent, match="too long"):
            wire_to(int(address.rpartition(":")[2])).get("/x")


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"\xff"])
def test_what_is_no_object_is_not_understood(body):
    with pytest.raises(CarrierSilent):
        wire.Answer(200, "application/json", body).json()


def test_sums_are_read_however_they_are_written():
    assert [wire.as_dong(value) for value in (30400, 30400.0, "30400", "0")] == [30400] * 3 + [0]
    for value in (None, "", "much", "inf"):
        with pytest.raises(CarrierSilent):
            wire.as_dong(value)


def test_the_first_words_that_say_something_are_given():
    assert str(wire.refusal(None, " ", "Sai", "x")) == "Sai"
    assert len(str(wire.refusal("x" * 900))) == wire.LONGEST_SAID
    assert str(wire.refusal(None, 4)) == "It gave no reason."


def test_a_part_of_what_is_no_object_is_nothing():
    assert (wire.part({"a": 1}, "a"), wire.part([], "a"), wire.part(None, "a")) == (1, None, None)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{",
        b"HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{",
        b"what\r\n\r\n",
    ],
    ids=["cut off", "refusal cut off", "no HTTP"],
)
def test_an_answer_that_breaks_off_is_silence(said):
    with broken_server(said) as port, pytest.raises(CarrierSilent):
        wire_to(port).post("/x", {})
