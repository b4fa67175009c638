"""A proposal that waits."""

import pytest

from tests.marketplace.listings.proposals import propose_title


@pytest.fixture
def proposal(product, owner):
    return propose_title(product, owner, "Lọ mới")
