"""What libraries bring along and the market does not use is closed, and no menu leads there."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/cms/failwhale/",
        "/cms/commune_chooser/create/",
        "/cms/producer_chooser/create/",
        "/cms/snippets/choose/places/village/create/",
        "/vi/dashboard/catalogue/categories/",
        "/en/dashboard/catalogue/categories/create/",
        "/vi/dashboard/users/1/password-reset/",
        "/vi/dashboard/partners/1/users/1/link/",
        "/admin/taggit/tag/merge-tags/",
        "/vi/account/notifications/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_closed_is_not_there_even_for_the_superuser(client, staff, path, method):
    client.force_login(staff)
    assert getattr(client, method)(path).status_code == 404


def test_tags_are_no_business_of_the_admin():
    with pytest.raises(NoReverseMatch):
        reverse("admin:taggit_tag_merge_tags")
    assert "taggit" not in {model._meta.app_label for model in admin.site._registry}


def test_menu_of_the_dashboard_leaves_out_what_is_closed(client, staff):
    names = {
        child["url_name"]
        for entry in settings.OSCAR_DASHBOARD_NAVIGATION
        for child in entry["children"]
    }
    assert "dashboard:catalogue-category-list" not in names
    assert "dashboard:catalogue-product-list" in names
    client.force_login(staff)
    factories.make_product()
    page = client.get("/vi/dashboard/catalogue/").content.decode()
    assert "/vi/dashboard/catalogue/categories/" not in page


@pytest.mark.parametrize(
    ("method", "sent"), [("get", {}), ("post", {}), ("post", {"input_format": "0"})]
)
def test_an_import_of_redirects_that_is_cut_short_begins_anew(client, staff, method, sent):
    client.force_login(staff)
    answer = getattr(client, method)("/cms/redirects/import/process/", sent)
    assert answer.status_code == 200
    assert 'name="import_file"' in answer.content.decode()
