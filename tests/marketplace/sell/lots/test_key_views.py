"""Keys for a producer's own system: owners make and revoke them, nobody else sees any."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from catalogue.origin.events.capture import issue_token, token_of
from catalogue.origin.models import CaptureToken
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def key(producer, owner):
    return issue_token(producer=producer, name="ERP", by=owner)[0]


def url(name: str = "keys", *args) -> str:
    return reverse(f"lots:{name}", args=args)


def test_key_is_shown_once_and_opens_capture(client, owner, producer):
    client.force_login(owner)
    answer = client.post(url(), {"name": "  Our   till "})
    text = answer.context["text"]
    assert set(re.findall(r"epcis_[\w-]{20,}", answer.text)) == {text}
    assert "no-store" in answer["Cache-Control"]
    row = CaptureToken.objects.get()
    assert (row.producer, row.name, row.created_by) == (producer, "Our till", owner)
    assert token_of(text) == row
    assert text not in client.get(url()).text
    sent = client.post(
        reverse("origin:epcis-capture"),
        "{}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {text}"},
    )
    assert sent.status_code == 400  # the key is taken, the empty document is not


def test_form_sent_twice_makes_one_key(client, owner):
    client.force_login(owner)
    client.post(url(), {"name": "ERP"})
    again = client.post(url(), {"name": "erp"})
    assert (again.status_code, CaptureToken.objects.count()) == (422, 1)
    assert again.context["form"].errors == {
        "name": ["A key of this name is in use. Revoke it, or choose another."]
    }
    assert client.post(url(), {"name": " "}).status_code == 422
    assert CaptureToken.objects.count() == 1


def test_list_tells_use_and_stands_before_revoked(client, owner, producer, key):
    gone, _text = issue_token(producer=producer, name="Old", by=owner)
    CaptureToken.objects.filter(pk=gone.pk).update(revoked_at=timezone.now())
    CaptureToken.objects.filter(pk=key.pk).update(last_used_on=timezone.localdate())
    issue_token(producer=factories.make_producer(), name="Foreign", by=None)
    client.force_login(owner)
    page = client.get(url())
    assert [row.name for row in page.context["keys"]] == ["ERP", "Old"]
    assert page.text.count("Last used on") == 1
    assert page.text.count("Never used yet") == 1
    assert page.text.count("Revoked on") == 1
    assert url("key-revoke", gone.pk) not in page.text


def test_key_is_revoked_after_a_question_and_its_name_is_free(client, owner, producer):
    key, text = issue_token(producer=producer, name="ERP", by=owner)
    client.force_login(owner)
    assert client.get(url("key-revoke", key.pk)).status_code == 200
    assert token_of(text) == key
    for _ in range(2):
        assert client.post(url("key-revoke", key.pk)).url == url()
    assert token_of(text) is None
    assert client.post(url(), {"name": "ERP"}).status_code == 200


def refused(client, method: str, key) -> list[int]:
    ask = getattr(client, method)
    return [ask(url(), {"name": "x"}).status_code, ask(url("key-revoke", key.pk)).status_code]


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_helpers_and_other_producers_get_no_key(client, stranger, producer, key, method):
    assert refused(client, method, key) == [302, 302]
    client.force_login(stranger)
    assert refused(client, method, key) == [403, 403]
    client.force_login(factories.make_member(producer, "helper@example.com", role="seller"))
    assert refused(client, method, key) == [403, 403]
    other = factories.make_producer()
    client.force_login(factories.make_member(other, "other@example.com", role="owner"))
    assert refused(client, method, key)[1] == 404
    assert client.get(url("key-revoke", 10**9)).status_code == 404
    key.refresh_from_db()
    assert (key.revoked_at, producer.capture_tokens.count()) == (None, 1)


def test_only_owners_are_shown_the_way(client, owner, producer):
    client.force_login(owner)
    assert url() in client.get(url("index")).text
    client.force_login(factories.make_member(producer, "helper@example.com", role="seller"))
    assert url() not in client.get(url("index")).text


@pytest.mark.parametrize("count", [1, 5])
def test_keys_cost_the_same_queries_for_one_and_for_five(
    client, owner, producer, count, django_assert_num_queries
):
    for number in range(count):
        issue_token(producer=producer, name=f"Key {number}", by=owner)
    client.force_login(owner)
    client.get(url())
    with django_assert_num_queries(QUERIES):
        assert len(client.get(url()).context["keys"]) == count


QUERIES = 4  # two of them the session's and the person's
