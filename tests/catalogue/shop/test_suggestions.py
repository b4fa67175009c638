"""What the search box completes while somebody types."""

import pytest

from catalogue.search.queries import suggest
from tests.catalogue.search.conftest import goods, made_goods  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def test_suggestions_complete_the_last_word_in_the_readers_language(goods, client):  # noqa: F811
    titles = [row["title"] for row in suggest("rattan bas", "en")]
    assert titles == ["Rattan basket"]
    assert [row["title"] for row in suggest("keranj", "id")][-1:] == ["Keranjang rotan"]
    answer = client.get("/en/search/suggest/?q=coni")
    assert answer.json()["suggestions"][0]["title"] == "Conical hat"
    assert "public" in answer.headers["Cache-Control"]
    assert client.get("/en/search/suggest/").json()["suggestions"] == []
