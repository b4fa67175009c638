"""Payout terms at the desk: who may, added and never edited, what follows from them, Stripe."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from marketplace.ledger import payouts
from marketplace.ledger.models import AuditRecord, BankAccount, PayoutTerm
from marketplace.ledger.payout_terms import TermTaken, add_payout_term, terms_of
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
OPEN = [
    "marketplace.ledger.providers.BankFile",
    "marketplace.gateways.stripe.payouts.ConnectTransfers",
]
ACCOUNT = "acct_1Nv0FGQ9RK"
YESTERDAY = datetime.timedelta(days=-1)


@pytest.fixture
def desk(db):
    return factories.make_accountant("one@example.vn"), factories.make_accountant("two@example.vn")


@pytest.fixture
def terms_url(producer):
    return f"/vi/finance/producers/{producer.slug}/terms/"


@pytest.fixture
def stripe(producer, settings):
    settings.PAYOUT_PROVIDERS = OPEN
    return f"/vi/finance/producers/{producer.slug}/stripe/"


def answers(**changed) -> dict:
    return {
        "valid_from": localdate().isoformat(),
        "holding_days": "14",
        "minimum": "0",
        "note": "Hàng dễ vỡ",
    } | changed


def own_terms(producer, days: int, minimum: int = 0) -> None:
    PayoutTerm.objects.create(
        producer=producer, valid_from=localdate(), holding_days=days, minimum=minimum
    )


def test_a_stranger_a_buyer_an_owner_and_other_staff_change_nothing(
    client, terms_url, stripe, buyer, owner, staff
):
    market = PayoutTerm.objects.count()
    posts = [
        (terms_url, answers()),
        ("/vi/finance/terms/payout/", answers()),
        (stripe, {"account": ACCOUNT}),
    ]
    for url, said in posts:
        assert client.get(url).status_code == 302
        assert client.post(url, said).status_code == 302
    for user in (buyer, owner, staff):
        client.force_login(user)
        for url, said in posts:
            assert client.get(url).status_code == 403
            assert client.post(url, said).status_code == 403
    assert PayoutTerm.objects.count() == market
    assert not BankAccount.objects.exists()
    assert AuditRecord.objects.filter(user=staff, action="refused").count() == 6


def test_finance_adds_terms_that_the_audit_log_tells(client, desk, producer, terms_url):
    client.force_login(desk[0])
    assert "theo quy định chung" in client.get(terms_url).content.decode()
    for _twice in range(2):  # the second click changes nothing
        assert client.post(terms_url, answers()).status_code == 302
    term = producer.payout_terms.get()
    assert (term.holding_days, term.minimum, term.note) == (14, 0, "Hàng dễ vỡ")
    assert (term.valid_from, term.created_by) == (localdate(), desk[0])
    record = AuditRecord.objects.filter(action="did", page="finance:producer-terms").first()
    assert record.user == desk[0]
    assert record.subject == f"{producer.slug} {localdate()}: 14 d, 0 VND"
    shown = client.get(terms_url).content.decode()
    assert "Hàng dễ vỡ" in shown and "quy định riêng của nhà sản xuất này" in shown
    assert producer.name in client.get("/vi/finance/terms/").content.decode()


def test_terms_are_added_and_never_edited(client, desk, producer, terms_url):
    client.force_login(desk[0])
    client.post(terms_url, answers())
    refused = client.post(terms_url, answers(holding_days="3"))
    assert refused.status_code == 422
    assert "Ngày này đã có quy định khác bắt đầu" in refused.content.decode()
    assert list(refused.context["form"].errors) == ["valid_from"]
    assert producer.payout_terms.get().holding_days == 14
    later = localdate() + datetime.timedelta(days=30)
    client.post(terms_url, answers(holding_days="3", valid_from=later.isoformat()))
    assert terms_of(localdate(), producer).holding_days == 14
    assert terms_of(later, producer).holding_days == 3
    assert AuditRecord.objects.filter(action="did").count() == 2  # the refused one is none


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("valid_from", YESTERDAY, "không đổi được quá khứ"),
        ("valid_from", "hôm nay", ""),
        ("holding_days", "91", ""),
        ("holding_days", "-1", ""),
        ("holding_days", "", ""),
        ("minimum", "-5", ""),
        ("minimum", "9" * 20, ""),
        ("note", "x" * 201, ""),
    ],
)
def test_a_mistake_is_told_by_its_field_and_nothing_typed_is_lost(
    client, desk, producer, terms_url, field, value, words
):
    if value is YESTERDAY:
        value = (localdate() + value).isoformat()
    client.force_login(desk[0])
    for url in (terms_url, "/vi/finance/terms/payout/"):
        count = PayoutTerm.objects.count()
        refused = client.post(url, answers(**{field: value}))
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == [field]
        shown = refused.content.decode()
        assert 'class="field__error"' in shown and words in shown
        if field != "note":
            assert "Hàng dễ vỡ" in shown
        assert PayoutTerm.objects.count() == count


def test_terms_of_producers_cost_no_query_each(client, desk):
    client.force_login(desk[0])
    counts = []
    for number in (1, 5):
        for days in range(number):
            maker = factories.make_producer()
            factories.make_sale(maker)
            own_terms(maker, 10 + days)
        for url in ("/vi/finance/payouts/", "/vi/finance/terms/"):
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_terms_of_the_market_are_added_at_the_desk(client, desk, producer):
    client.force_login(desk[0])
    for _twice in range(2):
        assert client.post("/vi/finance/terms/payout/", answers()).status_code == 302
    assert PayoutTerm.objects.filter(producer=None, valid_from=localdate()).count() == 1
    assert terms_of(localdate(), producer).holding_days == 14
    with pytest.raises(TermTaken):
        add_payout_term(
            producer=None, valid_from=localdate(), holding_days=1, minimum=0, note="", by=desk[0]
        )


def test_the_producer_reads_its_own_terms(client, producer, owner):
    own_terms(producer, 21)
    client.force_login(owner)
    assert "21 ngày" in client.get("/vi/sell/statements/").content.decode()


def test_a_stripe_account_is_named_by_one_and_checked_by_another(
    client, desk, producer, owner, terms_url, stripe
):
    before = factories.make_bank_account(producer)
    client.force_login(desk[0])
    for _twice in range(2):
        assert client.post(stripe, {"account": f" {ACCOUNT} "}).status_code == 302
    account = BankAccount.objects.get(provider="stripe")
    assert (account.number, account.created_by) == (ACCOUNT, desk[0])
    assert (account.producer, account.verified_at) == (producer, None)
    before.refresh_from_db()
    assert before.replaced_at
    assert AuditRecord.objects.filter(action="did", subject=f"{producer.slug} {ACCOUNT}").exists()
    assert MailMessage.objects.filter(template="bank_account_changed", to=owner.email).count() == 1
    assert ACCOUNT in client.get(terms_url).content.decode()
    client.post(f"/vi/finance/accounts/{account.pk}/verify/")
    account.refresh_from_db()
    assert account.verified_at is None  # not by who entered it
    client.force_login(desk[1])
    client.post(f"/vi/finance/accounts/{account.pk}/verify/")
    factories.make_sale(producer)
    assert payouts.propose_batch(by=desk[0]) is None  # the bank's file pays it no more
    assert payouts.propose_batch(by=desk[0], provider="stripe").lines.get().account == account


@pytest.mark.parametrize("account", ["", "acct_", "ACCT_1Nv0FGQ9RK", "0011002233", "acct_1;drop"])
def test_a_wrong_stripe_account_is_told_by_the_field(client, desk, stripe, account):
    client.force_login(desk[0])
    refused = client.post(stripe, {"account": account})
    assert refused.status_code == 422
    assert list(refused.context["stripe_form"].errors) == ["account"]
    assert refused.context["stripe_form"]["account"].value() == account
    assert not BankAccount.objects.exists()


def test_two_producers_do_not_share_a_stripe_account(client, desk, stripe):
    other = factories.make_producer("Làng khác")
    payouts.change_bank_account(
        producer=other, by=desk[0], provider="stripe", number=ACCOUNT, holder="X"
    )
    client.force_login(desk[0])
    refused = client.post(stripe, {"account": ACCOUNT})
    assert refused.status_code == 422
    assert "Làng khác đang nhận tiền" in refused.content.decode()


def test_without_stripe_connect_the_desk_says_so_and_takes_no_account(
    client, desk, producer, terms_url
):
    client.force_login(desk[0])
    shown = client.get(terms_url).content.decode()
    assert "chưa mở Stripe Connect" in shown and 'name="account"' not in shown
    stripe = f"/vi/finance/producers/{producer.slug}/stripe/"
    assert client.post(stripe, {"account": ACCOUNT}).status_code == 404
    assert client.get(stripe).status_code == 405
