"""Every kind of news has words in three languages, a page, and somebody who reads of it."""

import pytest
from django.utils.translation import override

from marketplace.accounts.roles import ROLES
from marketplace.aftersale.mail import Step
from marketplace.notices.models import Notice
from marketplace.notices.reading import page_of, words_of
from marketplace.notices.topics import KINDS, READERS, Topic, kinds_for, topics_for


@pytest.mark.parametrize("kind", KINDS)
def test_kind_says_what_and_leads_somewhere(kind):
    notice = Notice(kind=kind, number="7", name="Ấm chén")
    said = set()
    for language in ("vi", "en", "id"):
        with override(language):
            said.add(str(words_of(notice)))
            assert page_of(notice).startswith(f"/{language}/sell/")
    assert len(said) == 3
    assert all("%" not in words for words in said)
    assert len(kind) <= Notice._meta.get_field("kind").max_length


def test_every_topic_has_readers_and_an_owner_reads_of_all():
    assert set(READERS) == set(Topic)
    assert topics_for(ROLES["owner"]) == list(Topic)
    assert topics_for(ROLES["packer"]) == [Topic.ORDERS, Topic.MESSAGES]
    assert topics_for(ROLES["accountant"]) == [Topic.MONEY]


def test_every_step_of_a_return_is_a_kind():
    assert {f"return_{step}" for step in Step.__args__} <= set(KINDS)


def test_a_question_is_news_for_who_sells_not_for_who_packs():
    assert "question_new" in kinds_for(ROLES["seller"])
    assert "question_new" not in kinds_for(ROLES["packer"])
