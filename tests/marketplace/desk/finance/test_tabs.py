"""The desk's tabs and the names of its screens."""

import pytest

from marketplace.desk import aftersale_urls as staff_urls
from marketplace.desk.finance import urls as finance_urls
from marketplace.desk.finance.tabs import screen_name, tabs_for

pytestmark = pytest.mark.django_db


def test_every_page_of_the_desk_belongs_to_a_screen_with_a_name():
    """The audit log shows no page by its code alone."""
    for urls in (finance_urls, staff_urls):
        for pattern in urls.urlpatterns:
            page = f"{urls.app_name}:{pattern.name}"
            assert screen_name(page) != page


@pytest.mark.parametrize(("tab", "screens"), [("dashboard", 0), ("payouts", 3), ("books", 5)])
def test_tabs_show_the_groups_and_the_screens_of_one(tab, screens):
    found = tabs_for(tab)
    assert [group.is_current for group in found["groups"]].count(True) == 1
    assert len(found["screens"]) == screens
    assert [screen.is_current for screen in found["screens"]].count(True) == min(screens, 1)
