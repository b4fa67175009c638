"""The picture that pages without one are shared with, and addresses that others read."""

from marketplace.frame.sharing import locale_of, shops_own, whole


def test_addresses_for_others_are_whole(settings):
    settings.SITE_URL = "https://cho.example.vn"
    assert whole("/media/a.jpg") == "https://cho.example.vn/media/a.jpg"
    assert whole("https://bucket.example/a.jpg") == "https://bucket.example/a.jpg"
    own = shops_own()
    assert (own.width, own.height) == (1200, 630)
    assert own.url.startswith("https://cho.example.vn/static/img/share")


def test_languages_have_the_names_that_open_graph_knows():
    assert [locale_of(code) for code in ("vi", "en", "id", "fr")] == [
        "vi_VN",
        "en_US",
        "id_ID",
        "fr",
    ]
