"""Papers of a village say what its page says, and their code leads to an address that stays."""

import pytest
from wagtail.models import Locale

from cms.models import VillagePage
from cms.papers import (
    HEAD,
    TEXT,
    gate_link,
    lines_of,
    sheet,
    sheet_of,
    sign,
    sign_of,
    titles_of,
)
from tests import factories

pytestmark = pytest.mark.django_db
BODY = [
    (
        "text",
        "<h2>Đất và lửa</h2><p>Một <b>bát</b><br>qua nhiều tay.</p><ul><li>Đất</li></ul>"
        '<p>Nguồn: <a href="https://x.vn">1</a> <a href="https://y.vn">2</a></p>',
    ),
    ("quote", {"text": "Lò dạy kiên nhẫn.", "by": "Một thợ"}),
    ("pull", {"text": "Câu in lớn."}),
    ("care", {"heading": "Giữ men", "items": ["Rửa tay."]}),
    ("facts", [{"name": "Từ", "value": "1010", "source": ""}]),
    ("timeline", {"heading": "Năm", "rows": [{"when": "1684", "what": "Bia đá.", "source": ""}]}),
    ("steps", {"heading": "", "rows": [{"name": "Đất", "text": "Lọc."}]}),
    (
        "route",
        {
            "heading": "Đường đến",
            "legs": [
                {
                    "by": "bus",
                    "line": "47A",
                    "start": "Long Biên",
                    "end": "",
                    "minutes": 40,
                    "km": None,
                    "text": "",
                }
            ],
        },
    ),
    ("chosen_products", {"title": "Gốm", "codes": []}),
]


@pytest.fixture
def written(pages) -> VillagePage:
    pages["bat-trang"].body = BODY
    pages["bat-trang"].visit = "Chợ mở từ tám giờ."
    pages["bat-trang"].save()
    return VillagePage.objects.get(pk=pages["bat-trang"].pk)


def test_blocks_are_read_line_by_line(written):
    assert list(lines_of(written)) == [
        (HEAD, "Đất và lửa"),
        (TEXT, "Một bát qua nhiều tay."),
        (TEXT, "– Đất"),
        (TEXT, "“Lò dạy kiên nhẫn.” (Một thợ)"),
        (HEAD, "Giữ men"),
        (TEXT, "1. Rửa tay."),
        (TEXT, "Từ: 1010"),
        (HEAD, "Năm"),
        (TEXT, "1684: Bia đá."),
        (TEXT, "1. Đất: Lọc."),
        (HEAD, "Đường đến"),
        (TEXT, "Xe buýt 47A, Long Biên, 40 phút"),
    ]


def test_a_sheet_says_what_the_page_says_in_its_language(written):
    maker = factories.make_producer("Gốm Ánh Hồng", village=written.village)
    factories.make_producer("Chưa xác minh", village=written.village, verified_at=None)
    said = sheet_of(written)
    assert (said["title"], said["language"], said["craft"]) == ("Bát Tràng", "vi", "gốm sứ")
    assert said["visit"] == ["Chợ mở từ tám giờ."]
    assert said["makers"] == [maker.name]
    assert said["where"] == f"Xã: {written.village.commune.name}"
    assert len(said["lines"]) == 12
    written.locale = Locale.objects.get_or_create(language_code="en")[0]
    assert (sheet_of(written)["craft"], sheet_of(written)["visiting"]) == ("ceramics", "Visiting")


def test_a_sign_has_both_names_and_asks_in_three_languages(written):
    said = sign_of(written.village)
    assert (said["title"], said["other_title"]) == ("Bát Tràng", "")
    assert (said["craft"], said["other_craft"]) == ("gốm sứ", "ceramics")
    assert len(set(said["asks"])) == 3
    assert said["link"].endswith(f"/v/{written.village.pk}")
    index = written.get_parent()
    english = Locale.objects.get_or_create(language_code="en")[0]
    there = index.add_child(
        instance=VillagePage(title="Bat Trang", slug="b", locale=english, village=written.village)
    )
    assert sign_of(written.village)["other_title"] == "Bat Trang"
    there.live = False
    there.save()
    assert titles_of(written.village) == {"vi": "Bát Tràng", "en": "Bát Tràng", "id": "Bát Tràng"}


def test_the_code_stays_when_the_village_is_renamed(written):
    village, before = written.village, gate_link(written.village)
    village.name, village.slug = "Khác", "khac"
    village.save()
    assert gate_link(village) == before


def test_both_are_set_whatever_they_say(written):
    written.title = "Làng #1 *có* $tên [dài] " + "rất " * 20
    written.lead = "Có <thẻ> & “dấu”."
    written.save()
    village = written.village
    village.name = "Tên\\#dài"
    village.save()
    for paper in (sheet(written), sign(written.village)):
        assert paper.startswith(b"%PDF")
