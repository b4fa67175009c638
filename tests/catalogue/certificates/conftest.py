"""A certificate on file, and a shop whose last step breaks."""

import pytest

from catalogue.certificates import services
from catalogue.certificates.models import Certificate
from tests import factories


@pytest.fixture
def shop_that_fails(monkeypatch):
    """The last of a service's steps breaks; what came before it must not stand alone."""

    def fail(*args, **kwargs):
        raise RuntimeError

    return lambda: monkeypatch.setattr(services, "sync_stars", fail)


@pytest.fixture
def held(product) -> Certificate:
    return factories.make_certificate(product)
