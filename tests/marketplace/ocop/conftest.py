"""An officer's browser and a certificate on file."""

import pytest

from catalogue.certificates.models import Certificate
from tests import factories


@pytest.fixture
def held(product) -> Certificate:
    return factories.make_certificate(product, decision_number="77/QĐ-UBND")


@pytest.fixture
def office(client, officer):
    """The officer's browser."""
    client.force_login(officer)
    return client
