"""What asks whether the market is alive."""

import pytest

pytestmark = pytest.mark.django_db


def test_health(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json()["database"] is True
