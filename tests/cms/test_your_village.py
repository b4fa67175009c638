"""A promoter's first page tells of the own village, what its pages lack, and of no other."""

import re
from collections import Counter

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Collection, Page

from catalogue.models import Publication
from cms import your_village
from cms.models import StoryPage, VillagePage
from cms.promoters.models import Role
from cms.promoters.rights import EDITORS, make_workflow
from cms.promoters.services import appoint
from cms.readers import Reading
from cms.your_village import own_villages, pages_below, rows_of, undescribed
from tests import factories
from tests.cms.promoters.test_rights_isolation import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(pages):
    """The village pages with titles that stand nowhere else in the office."""
    for page in pages.values():
        page.title = f"Trang {page.title}"
        page.save()
    return pages


@pytest.fixture
def theirs_too(pages, promoter):
    return lambda: appoint(village=pages["van-phuc"].village, user=promoter, role=Role.PROMOTER)


def add_story(page: VillagePage, slug: str, *codes: str) -> StoryPage:
    body = [("chosen_products", {"title": "Gốm", "codes": list(codes)})] if codes else []
    story = StoryPage(title=slug, slug=slug, locale=page.locale, live=False, body=body)
    return Page.objects.get(pk=page.pk).add_child(instance=story)


def rows_for(user, readers=None):
    return rows_of(pages_below(own_villages(user)), readers or Counter())


def test_panel_tells_what_was_read_and_bought(client, promoter, pages, producer):
    own, other = pages["bat-trang"], pages["van-phuc"]
    for page, times in ((own, 1234), (other, 9)):
        Reading.objects.create(page_id=page.pk, day=timezone.localdate(), times=times)
    (row,) = rows_for(promoter, Counter({own.pk: 7}))
    assert row.readers == 7
    client.force_login(promoter)
    panel = client.get("/cms/").content.decode().split("Trang Bát Tràng")[0]
    said = re.findall(r"<dd>\s*(.*?)\s*</dd>", panel, re.DOTALL)
    assert said == ["1.234", "0", "0"]


def test_queries_of_the_panel_do_not_grow(
    client, promoter, pages, theirs_too, django_assert_max_num_queries
):
    client.force_login(promoter)
    with django_assert_max_num_queries(60) as one:
        client.get("/cms/")
    theirs_too()
    for slug in ("bat-trang", "van-phuc"):
        add_story(pages[slug], f"more-{slug}")
    with django_assert_max_num_queries(len(one)):
        client.get("/cms/")


@pytest.mark.parametrize(("shown", "said"), [(1, "2 trang khác"), (2, "1 trang khác"), (3, "")])
def test_pages_that_do_not_fit_are_counted(client, promoter, pages, monkeypatch, shown, said):
    monkeypatch.setattr(your_village, "SHOWN", shown)
    add_story(pages["bat-trang"], "one")
    add_story(pages["bat-trang"], "two")
    client.force_login(promoter)
    body = client.get("/cms/").content.decode()
    assert body.count('/edit/">') == shown
    assert (said in body) if said else ("trang khác" not in body)


def test_panel_tells_of_the_own_village_only(client, promoter, pages):
    add_story(pages["bat-trang"], "own-story")
    add_story(pages["van-phuc"], "their-story")
    assert [row.title for row in rows_for(promoter)] == ["Trang Bát Tràng", "own-story"]
    client.force_login(promoter)
    body = client.get("/cms/").content.decode()
    assert ["Trang Bát Tràng" in body, "own-story" in body] == [True, True]
    assert ["Trang Vạn Phúc" in body, "their-story" in body] == [False, False]


def test_menu_is_cut_for_a_promoter_and_whole_for_an_editor(client, promoter, staff):
    factories.make_user("bien-tap@example.com").groups.add(Group.objects.get(name=EDITORS))
    told = []
    for email in ("du-lich@example.com", "bien-tap@example.com"):
        client.force_login(type(promoter).objects.get(email=email))
        body = client.get("/cms/").content.decode()
        told.append(("/cms/reports/" in body, "w-summary" in body, "Trang Bát Tràng" in body))
    assert told == [(False, False, True), (True, True, False)]


def test_a_page_is_waiting_from_submitting_on(promoter, pages):
    story = add_story(pages["bat-trang"], "a-story")
    states = {row.title: row.state for row in rows_for(promoter)}
    assert states == {"Trang Bát Tràng": "Đã đăng", "a-story": "Bản nháp"}
    story.save_revision(user=promoter)
    make_workflow().start(story, promoter)
    states = {row.title: row.state for row in rows_for(promoter)}
    assert states == {"Trang Bát Tràng": "Đã đăng", "a-story": "Chờ duyệt"}


def test_a_changed_page_says_so(promoter, pages):
    VillagePage.objects.filter(pk=pages["bat-trang"].pk).update(has_unpublished_changes=True)
    assert [row.state for row in rows_for(promoter)] == ["Đã đăng, có thay đổi"]


def test_languages_that_lack_are_named(promoter, pages):
    (row,) = rows_for(promoter)
    assert row.language not in row.lacks
    assert len(row.lacks) == 2


def test_products_that_are_wrong_or_withdrawn_are_named(promoter, pages, producer):
    sold = factories.make_product(producer)
    gone = factories.make_product(producer, publication=Publication.WITHDRAWN)
    add_story(pages["bat-trang"], "a-story", sold.code, gone.code, "GOM-SAI")
    told = {row.title: row.gone for row in rows_for(promoter)}
    assert told["a-story"] == [gone.code, "GOM-SAI"]
    assert told["Trang Bát Tràng"] == []


def test_pictures_are_counted_in_the_own_collection(promoter, pages):
    for name, description in (("Bát Tràng", ""), ("Bát Tràng", "Lò gốm"), ("Vạn Phúc", "")):
        Image.objects.create(
            title=name,
            description=description,
            file=png("red"),
            collection=Collection.objects.get(name=name),
        )
    assert undescribed(promoter) == 1


def test_queries_do_not_grow_with_pages(promoter, pages, django_assert_num_queries, producer):
    product = factories.make_product(producer)
    for number in range(3):
        add_story(pages["bat-trang"], f"story-{number}", product.code)
        rows_for(promoter)  # the shelf is read
        with django_assert_num_queries(8):
            rows_for(promoter)


def test_strangers_have_no_village(buyer, owner, staff, pages):
    assert [list(own_villages(who)) for who in (buyer, owner, staff)] == [[], [], []]
