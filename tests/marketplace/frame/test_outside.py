"""A server that hangs: pages wait for it once, few of them, and then not at all."""

import threading
import time

import pytest
import time_machine
from django.core.cache import cache

from marketplace.frame import outside
from marketplace.frame.outside import Outside, Resting, is_on_page


class Silence(Exception):
    pass


def is_silence(error: Exception) -> bool:
    return isinstance(error, Silence)


def ask(server: Outside, error: Exception | None = None) -> str:
    """Ask once; give what came of it."""
    try:
        with server.asking(is_silence):
            if error:
                raise error
    except Resting:
        return "rests"
    except Exception as caught:
        return type(caught).__name__
    return "answer"


@pytest.fixture
def clock(cache_of_the_process):
    with time_machine.travel("2026-11-27T10:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def on_page():
    token = outside._is_on_page.set(True)
    yield
    outside._is_on_page.reset(token)


def test_it_rests_after_so_many_failures_and_one_call_tries_again(clock):
    server = Outside("x")
    assert [ask(server, Silence()) for _ in range(outside.FAILURES)] == ["Silence"] * 3
    assert server.rests()
    assert [ask(server), ask(Outside("x")), ask(Outside("y"))] == ["rests", "rests", "answer"]
    clock.shift(outside.REST_SECONDS + 1)
    assert not server.rests()
    with server.asking(is_silence):  # the trial
        assert ask(Outside("x")) == "rests"
    assert [ask(server), ask(Outside("x"))] == ["answer", "answer"]


def test_a_trial_that_fails_is_enough_to_rest_again(clock):
    server = Outside("x")
    for _ in range(outside.FAILURES):
        ask(server, Silence())
    for _round in range(3):
        clock.shift(outside.REST_SECONDS + 1)
        assert [ask(server, Silence()), ask(server)] == ["Silence", "rests"]
    clock.shift(outside.REST_SECONDS + 1)
    assert [ask(server), ask(server, Silence()), ask(server)] == ["answer", "Silence", "answer"]


def test_a_trial_that_dies_holds_nobody_up(clock):
    server = Outside("x")
    for _ in range(outside.FAILURES):
        ask(server, Silence())
    clock.shift(outside.REST_SECONDS + 1)
    assert server.may_ask() is True  # and the process is killed
    assert ask(server) == "rests"
    clock.shift(outside.TRIAL_SECONDS + 1)
    assert ask(server) == "answer"


def test_an_answer_between_failures_forgives_them(clock):
    server = Outside("x")
    for _ in range(5):
        assert [ask(server, Silence()), ask(server, Silence()), ask(server)][-1] == "answer"
    assert [ask(server, Silence()), ask(server, Silence())] == ["Silence", "Silence"]
    clock.shift(outside.WITHIN_SECONDS + 1)
    assert [ask(server, Silence()), ask(server)] == ["Silence", "answer"]


def test_a_refusal_is_an_answer():
    server = Outside("x")
    assert {ask(server, ValueError()) for _ in range(9)} == {"ValueError"}
    assert ask(server) == "answer"


def test_a_third_of_the_threads_ask_as_many_wait_and_others_are_refused(settings, monkeypatch):
    settings.WEB_THREADS = 6
    monkeypatch.setattr(outside, "TURN_SECONDS", 0.2)
    server, results, let_go = Outside("x"), [], threading.Event()

    def page() -> None:
        token = outside._is_on_page.set(True)
        start = time.monotonic()
        try:
            with server.asking(is_silence):
                let_go.wait(5)
            results.append("answer")
        except Resting:
            results.append("rests at once" if time.monotonic() - start < 0.1 else "waited")
        finally:
            outside._is_on_page.reset(token)

    threads = [threading.Thread(target=page) for _ in range(6)]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    time.sleep(0.5)
    assert sorted(results) == ["rests at once", "rests at once", "waited", "waited"]
    let_go.set()
    for thread in threads:
        thread.join()
    assert sorted(results)[:2] == ["answer", "answer"]
    assert ask(server) == "answer"


def test_who_waits_for_a_turn_gets_the_next(settings):
    settings.WEB_THREADS = 3
    server, results = Outside("x"), []

    def page() -> None:
        token = outside._is_on_page.set(True)
        with server.asking(is_silence):
            time.sleep(0.1)
        results.append("answer")
        outside._is_on_page.reset(token)

    threads = [threading.Thread(target=page) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == ["answer", "answer"]


def test_the_worker_and_the_clock_need_no_turn(settings):
    settings.WEB_THREADS = 3
    server = Outside("x")
    with server.asking(is_silence), server.asking(is_silence):
        assert ask(server) == "answer"


def test_a_turn_is_given_back_whatever_happens(settings, on_page):
    settings.WEB_THREADS = 3
    server = Outside("x")
    for _ in range(outside.FAILURES):
        ask(server, Silence())
    assert ask(server) == "rests"
    cache.clear()
    assert [ask(server, ValueError()), ask(server)] == ["ValueError", "answer"]


def test_a_page_is_known_as_one():
    seen = []
    middleware = outside.OnPage(lambda request: seen.append(is_on_page()))
    assert not is_on_page()
    middleware(None)
    assert seen == [True]
    assert not is_on_page()
