"""The public page: proposed, sent back with words, published with its picture, once."""

import pytest

from marketplace.files.models import WaitingPicture
from marketplace.files.pictures import as_picture
from marketplace.joining.models import PageProposal
from marketplace.joining.pages import propose_page, publish_page, return_page
from marketplace.joining.services import JoiningRefused
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.marketplace.joining.applicants import make_moderator, photo

pytestmark = pytest.mark.django_db
CONTENT = {"story_vi": "Ba đời bên lò.", "story_en": "", "story_ind": "", "since": 1985}


@pytest.fixture
def moderator():
    return make_moderator()


def test_proposed_sent_back_and_published(producer, owner, moderator):
    picture = as_picture(photo())
    made = propose_page(producer=producer, by=owner, content=CONTENT, picture=picture)
    for _twice in range(2):
        return_page(proposal=made, by=moderator, words="Thêm một câu")
    with pytest.raises(JoiningRefused, match="Đã có người quyết định"):
        publish_page(proposal=made, by=moderator)
    again = propose_page(producer=producer, by=owner, content=CONTENT | {"since": 1986})
    assert again == made
    assert again.picture  # the one of before stays
    for _twice in range(2):
        publish_page(proposal=again, by=moderator)
    producer.refresh_from_db()
    assert (producer.story_vi, producer.since) == ("Ba đời bên lò.", 1986)
    assert WaitingPicture.objects.filter(name=producer.picture.name).exists()
    steps = MailMessage.objects.filter(template="joining", to=owner.email).order_by("pk")
    assert [row.context["step"] for row in steps] == ["page_back", "page_out"]
    with pytest.raises(JoiningRefused, match="Đã có người quyết định"):
        return_page(proposal=made, by=moderator, words="x")
    told = producer.application.changes.filter(kind__startswith="page").order_by("pk")
    assert list(told.values_list("kind", "is_staff_s", "by")) == [
        ("page_sent", False, owner.pk),
        ("page_back", True, moderator.pk),
        ("page_sent", False, owner.pk),
        ("page_out", True, moderator.pk),
    ]


def test_a_second_word_changes_the_proposal_that_waits(producer, owner):
    for year in (1985, 1990):
        propose_page(producer=producer, by=owner, content=CONTENT | {"since": year})
    assert PageProposal.objects.get().content["since"] == 1990


def test_sent_back_wants_words_and_a_picture_that_can_be_read(producer, owner, moderator):
    made = propose_page(producer=producer, by=owner, content=CONTENT, picture=as_picture(photo()))
    with pytest.raises(JoiningRefused, match="Bạn ghi rõ cần sửa gì"):
        return_page(proposal=made, by=moderator, words="")
    made.picture.storage.delete(made.picture.name)
    with pytest.raises(JoiningRefused, match="Ảnh không đọc được: bạn trả lại nhé"):
        publish_page(proposal=made, by=moderator)
    producer.refresh_from_db()
    assert producer.since is None


def test_who_is_not_verified_shows_no_page(moderator):
    producer = factories.make_producer(verified_at=None)
    made = propose_page(producer=producer, by=moderator, content=CONTENT)
    with pytest.raises(JoiningRefused, match="Cơ sở này chưa được xác minh"):
        publish_page(proposal=made, by=moderator)


def test_staff_who_work_for_the_producer_do_not_publish_its_page(producer, owner, moderator):
    made = propose_page(producer=producer, by=owner, content=CONTENT)
    producer.memberships.create(user=moderator, role="seller")
    with pytest.raises(JoiningRefused, match="Người khác trong bộ phận"):
        publish_page(proposal=made, by=moderator)
    producer.refresh_from_db()
    assert producer.story_vi != CONTENT["story_vi"]


def test_a_picture_that_another_replaced_is_kept_no_more(
    producer, owner, django_capture_on_commit_callbacks
):
    before = propose_page(
        producer=producer, by=owner, content=CONTENT, picture=as_picture(photo())
    ).picture
    with django_capture_on_commit_callbacks(execute=True):
        made = propose_page(
            producer=producer, by=owner, content=CONTENT, picture=as_picture(photo())
        )
    assert not before.storage.exists(before.name)
    assert made.picture.storage.exists(made.picture.name)
