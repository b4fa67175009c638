"""The address on a sign stays and leads to the page in the reader's language."""

import pytest

from cms.models import VillageIndexPage, VillagePage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


@pytest.fixture
def village():
    """A village whose page is written in Vietnamese and English."""
    made = factories.make_village("Bát Tràng", slug="bat-trang")
    for language in ("vi", "en"):
        index = VillageIndexPage.objects.get(locale__language_code=language)
        page = VillagePage(title="B", slug="bat-trang", locale=index.locale, village=made)
        index.add_child(instance=page)
    return made


@pytest.mark.parametrize(
    ("accepts", "leads"),
    [
        ("en-GB,en;q=0.9", "/en/villages/bat-trang/"),
        ("vi", "/vi/villages/bat-trang/"),
        ("de", "/vi/villages/bat-trang/"),
        ("id", "/id/products/?village=bat-trang"),
    ],
)
def test_the_reader_s_language_decides(client, village, accepts, leads):
    answer = client.get(f"/v/{village.pk}", headers={"accept-language": accepts})
    assert (answer.status_code, answer.url) == (302, leads)
    assert {"Accept-Language", "Cookie"} <= {each.strip() for each in answer["Vary"].split(",")}
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_village_that_is_not_there(client, village):
    assert client.get("/v/0").status_code == 404
    assert client.post(f"/v/{village.pk}").status_code == 405
