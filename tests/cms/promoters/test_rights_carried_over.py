"""Groups by which promoters were known before become posts; nobody has more than before."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from wagtail.images.models import Image
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms.promoters.models import Post, PostChange, VillageOffice
from cms.promoters.rights import follow_all, permission
from tests import factories
from tests.cms.promoters.test_rights_isolation import png

pytestmark = pytest.mark.django_db
carry_over = importlib.import_module("cms.migrations.0008_posts_of_groups").carry_over


@pytest.fixture
def before(pages):
    """Take away what the new rows made: villages with pages, and no office yet."""
    for office in VillageOffice.objects.all():
        office.collection.delete()
        office.delete()
    return pages


def old_group(name: str, *pages, folder: str = "") -> Group:
    """A group as it was made then, with rights on pages and a collection."""
    group = Group.objects.create(name=f"Promoters {name}")
    for page in pages:
        right = permission("wagtailcore", "change_page")
        GroupPagePermission.objects.create(group=group, page=page, permission=right)
    kept = Collection.get_first_root_node().add_child(name=folder or name)
    GroupCollectionPermission.objects.create(
        group=group, collection=kept, permission=permission("wagtailimages", "add_image")
    )
    return group


def posts() -> set[tuple[str, str]]:
    return set(Post.objects.values_list("village__name", "user__email"))


def test_people_groups_and_files_are_carried_over(before, stranger):
    page = before["bat-trang"]
    group = old_group("Bát Tràng", page)
    stranger.groups.add(group)
    carry_over(apps, None)
    office = VillageOffice.objects.get()
    assert (office.village, office.promoters, office.collection.name) == (
        page.village,
        group,
        "Bát Tràng",
    )
    assert posts() == {("Bát Tràng", stranger.email)}
    row = PostChange.objects.get()
    assert (row.kind, row.email, row.after, row.by) == (
        "appointed",
        stranger.email,
        "promoter",
        None,
    )
    assert page.permissions_for_user(stranger).can_edit()
    follow_all()
    assert list(office.promoters.user_set.all()) == [stranger]
    assert Collection.objects.filter(name="Bát Tràng").count() == 1


def test_rights_on_a_page_that_went_to_another_village_go(before, stranger):
    group = old_group("Bát Tràng", before["bat-trang"], before["van-phuc"])
    stranger.groups.add(group)
    carry_over(apps, None)
    assert posts() == {("Bát Tràng", stranger.email)}
    assert not before["van-phuc"].permissions_for_user(stranger).can_edit()


def test_a_village_that_was_renamed_keeps_people_and_files_of_both_names(before, stranger, buyer):
    page = before["bat-trang"]
    old, new = old_group("Tên cũ", page), old_group("Bát Tràng", page)
    stranger.groups.add(old)
    buyer.groups.add(new)
    picture = Image.objects.create(
        title="Gốm", file=png("red"), collection=Collection.objects.get(name="Bát Tràng")
    )
    carry_over(apps, None)
    follow_all()
    assert posts() == {("Bát Tràng", stranger.email), ("Bát Tràng", buyer.email)}
    office = VillageOffice.objects.get(village=page.village)
    picture.refresh_from_db()
    assert (office.promoters, picture.collection) == (old, office.collection)
    assert not Group.objects.filter(pk=new.pk).exists()


def test_two_villages_of_one_name_share_people_and_no_group(before, stranger):
    page = before["bat-trang"]
    other = factories.make_village("Bát Tràng")
    group = old_group("Bát Tràng", page)
    stranger.groups.add(group)
    carry_over(apps, None)
    follow_all()
    assert Post.objects.filter(user=stranger).count() == 2
    assert page.village.office.promoters != other.office.promoters


def test_a_group_of_nothing_stays_as_it_is(before, stranger):
    group = Group.objects.create(name="Promoters of nothing")
    stranger.groups.add(group)
    carry_over(apps, None)
    assert (posts(), Group.objects.filter(pk=group.pk).exists()) == (set(), True)
