"""A site as a new market has it, for tests of what stands on its pages."""

import pytest
from wagtail.models import Site

from cms.founding import found_site


@pytest.fixture(scope="module")
def founded_site(rows_of_module) -> Site:
    """Found the site once for all tests of a module: to write its thirty pages takes a second."""
    return found_site()
