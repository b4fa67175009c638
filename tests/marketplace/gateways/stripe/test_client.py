"""Calls to Stripe: what is asked, how errors are told apart, when the next key is tried."""

import datetime
from types import SimpleNamespace

import pytest
import stripe

from marketplace.frame import outside
from marketplace.gateways.stripe import client as module
from marketplace.gateways.stripe.client import (
    BadSignature,
    GatewayRefused,
    GatewayUnavailable,
    KeptFailure,
    StripeGateway,
    was_kept,
)

SINCE = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)


class Recorder:
    """Any path of the library's client: remembers each call and gives the answer laid down."""

    def __init__(self, answers: dict, asked: list, path: str = "") -> None:
        self._answers, self._asked, self._path = answers, asked, path

    def __getattr__(self, name: str) -> "Recorder":
        return Recorder(self._answers, self._asked, f"{self._path}.{name}".lstrip("."))

    def __call__(self, *given):
        self._asked.append((self._path.removeprefix("v1."), given))
        answer = self._answers.get(self._path.removeprefix("v1."))
        answer = answer.pop(0) if isinstance(answer, list) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def gateway():
    made = StripeGateway(secret_key="sk_test_x", api_base="http://127.0.0.1:9", webhook_secret="w")
    made.answers, made.asked = {}, []
    made.client = Recorder(made.answers, made.asked)
    return made


def kept() -> stripe.StripeError:
    return stripe.APIError("odd", http_status=500, headers={"Idempotent-Replayed": "true"})


def intent(identity: str, status: str = "processing", purchase: str = "P1") -> SimpleNamespace:
    return SimpleNamespace(id=identity, status=status, metadata=SimpleNamespace(purchase=purchase))


def listed(*intents) -> SimpleNamespace:
    return SimpleNamespace(auto_paging_iter=lambda: iter(intents))


def create(gateway, **more):
    return gateway.create_intent(
        amount=544_000,
        reference="P1",
        idempotency_key="K",
        email="khach@example.vn",
        description="Chợ P1",
        since=SINCE,
        **more,
    )


def test_a_page_waits_four_seconds_once_and_others_twelve_and_twice_more(monkeypatch):
    told = []
    monkeypatch.setattr(stripe, "RequestsClient", lambda **about: about)
    monkeypatch.setattr(stripe, "StripeClient", lambda key, **about: told.append((key, about)))
    StripeGateway(secret_key="sk", api_base="https://a", webhook_secret="w")
    address = {"base_addresses": {"api": "https://a"}}
    assert told == [
        ("sk", address | {"max_network_retries": 2, "http_client": {"timeout": 12}}),
        ("sk", address | {"max_network_retries": 0, "http_client": {"timeout": 4}}),
    ]


def test_what_runs_for_a_page_asks_the_hurried_client(gateway):
    assert gateway.api is gateway.client
    seen = []
    outside.OnPage(lambda request: seen.append(gateway.api))(None)
    assert seen == [gateway.hurried]


def test_a_gateway_that_was_silent_three_times_is_not_asked_again(gateway):
    gateway.answers["payment_intents.retrieve"] = stripe.APIConnectionError("silent")
    for _ in range(5):
        with pytest.raises(GatewayUnavailable):
            gateway.retrieve_intent("pi_1")
    assert len(gateway.asked) == 3


@pytest.mark.parametrize(
    ("error", "silent"),
    [
        (stripe.APIConnectionError("no"), True),
        (stripe.APIError("odd", http_status=502), True),
        (stripe.APIError("odd", http_status=500, headers={"Idempotent-Replayed": "true"}), False),
        (stripe.APIError("twice", http_status=409), False),
        (stripe.RateLimitError("slow", http_status=429), False),
        (stripe.CardError("no", None, "card_declined", http_status=402), False),
        (ValueError(), False),
    ],
)
def test_only_what_tells_of_the_gateway_as_a_whole_is_silence(error, silent):
    assert module.is_silence(error) is silent


@pytest.mark.parametrize("customer", ["", "cus_1"])
def test_payment_is_started_in_dong_for_its_purchase(gateway, customer):
    gateway.answers["payment_intents.create"] = intent("pi_1")
    assert create(gateway, customer=customer).id == "pi_1"
    ((path, (params, options)),) = gateway.asked
    assert (path, options) == ("payment_intents.create", {"idempotency_key": "K"})
    assert params == {
        "amount": 544_000,
        "currency": "vnd",
        "automatic_payment_methods": {"enabled": True},
        "metadata": {"purchase": "P1"},
        "receipt_email": "khach@example.vn",
        "description": "Chợ P1",
    } | ({"customer": "cus_1"} if customer else {})


def test_intent_is_found_that_can_still_be_paid(gateway):
    gateway.answers["payment_intents.list"] = listed(
        intent("pi_1", purchase="P2"),
        intent("pi_2", "canceled"),
        SimpleNamespace(id="pi_3", status="processing", metadata=object()),
        intent("pi_4", "requires_action"),
        intent("pi_5", "succeeded"),
    )
    assert gateway.find_intent("P1", since=SINCE).id == "pi_4"
    created = int(SINCE.timestamp()) - 5 * 60
    assert gateway.asked == [
        ("payment_intents.list", ({"created": {"gte": created}, "limit": 100},))
    ]
    for status in ("succeeded", "a_word_before", "z_word_behind"):
        gateway.answers["payment_intents.list"] = listed(intent("pi_6", status))
        assert gateway.find_intent("P1", since=SINCE).id == "pi_6"
    gateway.answers["payment_intents.list"] = listed(intent("pi_2", "canceled"))
    assert gateway.find_intent("P1", since=SINCE) is None


@pytest.mark.parametrize(("before", "is_found"), [(1999, True), (2000, False)])
def test_two_thousand_intents_are_looked_at(gateway, before, is_found):
    others = [intent("pi_0", purchase="P2")] * before
    gateway.answers["payment_intents.list"] = listed(*others, intent("pi_1"))
    assert (gateway.find_intent("P1", since=SINCE) is not None) is is_found


def test_kept_failure_is_looked_behind_then_tried_under_the_next_key(gateway):
    gateway.answers["payment_intents.create"] = [kept(), kept(), intent("pi_3")]
    gateway.answers["payment_intents.list"] = [listed(), listed()]
    assert create(gateway).id == "pi_3"
    keys = [given[1]["idempotency_key"] for path, given in gateway.asked if "create" in path]
    assert keys == ["K", "K-2", "K-3"]


def test_payment_that_was_made_all_the_same_is_found(gateway):
    gateway.answers["payment_intents.create"] = [kept()]
    gateway.answers["payment_intents.list"] = listed(intent("pi_1"))
    assert create(gateway).id == "pi_1"
    assert [path for path, _ in gateway.asked] == ["payment_intents.create", "payment_intents.list"]


def test_four_kept_failures_give_a_call_up(gateway):
    gateway.answers["customers.create"] = [kept() for _ in range(9)]
    with pytest.raises(KeptFailure):
        gateway.create_customer(email="a@example.vn", user_id=7)
    keys = [given[1]["idempotency_key"] for _path, given in gateway.asked]
    assert keys == [f"customer-7-a@example.vn{end}" for end in ("", "-2", "-3", "-4")]
    assert gateway.asked[0][1][0] == {"email": "a@example.vn", "metadata": {"user": "7"}}


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (stripe.APIConnectionError("x"), GatewayUnavailable),
        (stripe.RateLimitError("x", http_status=429), GatewayUnavailable),
        (stripe.APIError("x", http_status=500), GatewayUnavailable),
        (stripe.APIError("x", http_status=503), GatewayUnavailable),
        (stripe.APIError("x"), GatewayUnavailable),
        (stripe.InvalidRequestError("x", None, http_status=409), GatewayUnavailable),
        (stripe.InvalidRequestError("x", None, http_status=408), GatewayRefused),
        (stripe.InvalidRequestError("x", None, http_status=410), GatewayRefused),
        (stripe.APIError("x", http_status=499), GatewayRefused),
        (kept(), KeptFailure),
        (
            stripe.CardError(
                "x", None, "c", http_status=402, headers={"Idempotent-Replayed": "true"}
            ),
            GatewayRefused,
        ),
    ],
)
def test_errors_are_silence_or_a_refusal(gateway, error, kind):
    gateway.answers["refunds.retrieve"] = error
    with pytest.raises((GatewayUnavailable, GatewayRefused)) as caught:
        gateway.retrieve_refund("re_1")
    assert type(caught.value) is kind


def test_refusal_carries_stripes_code_and_words(gateway):
    gateway.answers["refunds.retrieve"] = stripe.InvalidRequestError(
        "No such refund", "id", code="resource_missing", http_status=404
    )
    with pytest.raises(GatewayRefused) as caught:
        gateway.retrieve_refund("re_1")
    assert (caught.value.code, str(caught.value)) == ("resource_missing", "No such refund")
    gateway.answers["refunds.retrieve"] = stripe.InvalidRequestError("No", "id", http_status=404)
    with pytest.raises(GatewayRefused) as caught:
        gateway.retrieve_refund("re_1")
    assert caught.value.code == ""


@pytest.mark.parametrize(
    ("headers", "is_kept"),
    [
        ({"Idempotent-Replayed": "true"}, True),
        ({"idempotent-replayed": "TRUE"}, True),
        ({"idempotent-replayed": "false"}, False),
        ({}, False),
        (None, False),
    ],
)
def test_repeated_answer_is_known_by_its_header(headers, is_kept):
    assert was_kept(stripe.APIError("x", headers=headers)) is is_kept


def test_calls_name_what_they_mean(gateway):
    gateway.answers |= {
        "refunds.list": SimpleNamespace(data=["r"]),
        "customers.payment_methods.list": SimpleNamespace(data=["m"]),
        "transfers.list": SimpleNamespace(
            data=[
                SimpleNamespace(id="tr_1", reversed=True),
                SimpleNamespace(id="tr_2", reversed=False),
            ]
        ),
    }
    gateway.keep_card("pi_1", keep=True)
    gateway.keep_card("pi_1", keep=False)
    gateway.confirm_intent("pi_1", payment_method="pm_1", return_url="https://a/")
    gateway.retrieve_intent("pi_1")
    gateway.cancel_intent("pi_1")
    gateway.refund(intent_id="pi_1", amount=5, idempotency_key="K", mark="R#1")
    assert gateway.list_refunds("pi_1") == ["r"]
    gateway.retrieve_dispute("dp_1")
    assert gateway.list_cards("cus_1") == ["m"]
    gateway.remove_card("pm_1")
    gateway.start_keeping_card("cus_1")
    gateway.transfer(account="acct_1", amount=5, reference="T1", idempotency_key="K")
    assert gateway.find_transfer("T1").id == "tr_2"
    usage = {"setup_future_usage": "on_session"}
    assert gateway.asked == [
        ("payment_intents.update", ("pi_1", usage)),
        ("payment_intents.update", ("pi_1", {"setup_future_usage": ""})),
        (
            "payment_intents.confirm",
            ("pi_1", {"payment_method": "pm_1", "return_url": "https://a/"}),
        ),
        ("payment_intents.retrieve", ("pi_1", {"expand": ["latest_charge.balance_transaction"]})),
        ("payment_intents.cancel", ("pi_1",)),
        (
            "refunds.create",
            (
                {"payment_intent": "pi_1", "amount": 5, "metadata": {"refund": "R#1"}},
                {"idempotency_key": "K"},
            ),
        ),
        ("refunds.list", ({"payment_intent": "pi_1", "limit": 100},)),
        ("disputes.retrieve", ("dp_1",)),
        ("customers.payment_methods.list", ("cus_1", {"type": "card", "limit": 20})),
        ("payment_methods.detach", ("pm_1",)),
        (
            "setup_intents.create",
            (
                {
                    "customer": "cus_1",
                    "usage": "on_session",
                    "automatic_payment_methods": {"enabled": True, "allow_redirects": "always"},
                },
            ),
        ),
        (
            "transfers.create",
            (
                {
                    "amount": 5,
                    "currency": "vnd",
                    "destination": "acct_1",
                    "transfer_group": "T1",
                    "metadata": {"payout": "T1"},
                },
                {"idempotency_key": "K"},
            ),
        ),
        ("transfers.list", ({"transfer_group": "T1", "limit": 10},)),
    ]


def test_transfer_that_was_reversed_does_not_stand(gateway):
    gateway.answers["transfers.list"] = SimpleNamespace(data=[SimpleNamespace(reversed=True)])
    assert gateway.find_transfer("T1") is None


@pytest.mark.parametrize("payload", [b"{}", b"no json"])
def test_event_that_nobody_signed_is_bad(gateway, payload):
    with pytest.raises(BadSignature):
        gateway.read_event(payload, "t=1,v1=00")


def test_gateway_is_made_once_for_the_same_settings(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_once"
    assert module.stripe_gateway() is module.stripe_gateway()
    before = module.stripe_gateway()
    settings.STRIPE_WEBHOOK_SECRET = "whsec_other"
    assert module.stripe_gateway() is not before
    assert module.stripe_gateway().webhook_secret == "whsec_other"
