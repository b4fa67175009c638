"""A commune is found as people type it, and one of before July 2025 leads to today's."""

import pytest

from catalogue.places.models import Commune, Province
from catalogue.places.queries import (
    SeveralCommunes,
    UnknownCommune,
    find_commune,
    with_kind,
)

pytestmark = pytest.mark.django_db


def province(name: str) -> Province:
    return Province.objects.get(name=name)


@pytest.mark.parametrize(
    "typed",
    [
        "Hoàn Kiếm",
        " Hoàn  Kiếm ",
        "hoàn kiếm",
        "Phường Hoàn Kiếm",
        "phuong hoan kiem",
        "P. Hoàn Kiếm",
        "P.Hoàn Kiếm",
        "p hoàn kiếm",
        "hoan kiem",
        "HOÀN KIẾM",
        "Hoa\u0300n Kie\u0302\u0301m",
        "\u200bHoàn\u00a0Kiếm\u200f",
        "phường.Hoàn Kiếm",
        "Ph. Hoàn Kiếm",
        "p.hoàn kiếm.",
        "Hoàn-Kiếm",
        "HoànKiếm",
        "Hoan Kiem ward",
        "P. Hoàn Kiếm, Q. Hoàn Kiếm",
        "Phường Hoàn Kiếm (Hà Nội)",
    ],
)
def test_a_commune_is_found_as_people_type_it(typed):
    found = find_commune(province("Hà Nội"), typed)
    assert (found.commune.code, found.before) == ("00070", None)


@pytest.mark.parametrize(
    ("where", "typed", "name"),
    [
        ("Đắk Lắk", "Buôn Ma Thuột", "Buôn Ma Thuột"),
        ("Đắk Lắk", "P. Buôn Ma Thuột", "Buôn Ma Thuột"),
        ("Hải Phòng", "Thủy Nguyên", "Thuỷ Nguyên"),
        ("Hải Phòng", "Thuỷ Nguyên", "Thuỷ Nguyên"),
        ("Đắk Lắk", "Ea H'leo", "Ea H’leo"),
        ("Đắk Lắk", "EaHleo", "Ea H’leo"),
        ("Hà Nội", "X. Bát Tràng", "Bát Tràng"),
    ],
)
def test_places_of_tones_and_apostrophes_do_not_matter(where, typed, name):
    assert find_commune(province(where), typed).commune.name == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Văn Lang", "Văn Lang"), ("Văn Lăng", "Văn Lăng"), ("văn lăng", "Văn Lăng")],
)
def test_marks_that_make_letters_tell_names_apart(typed, name):
    assert find_commune(province("Thái Nguyên"), typed).commune.name == name


def test_without_marks_two_names_are_asked_about():
    with pytest.raises(SeveralCommunes) as doubt:
        find_commune(province("Thái Nguyên"), "van lang")
    assert {each.name for each in doubt.value.communes} == {"Văn Lang", "Văn Lăng"}


def test_an_old_commune_leads_to_what_took_it_in():
    found = find_commune(province("Hà Nội"), "Phường Trúc Bạch")
    assert found.before is not None
    assert (found.before.name, with_kind(found.commune)) == ("Trúc Bạch", "phường Ba Đình")


def test_an_old_commune_of_another_old_province_is_known_too():
    found = find_commune(province("Cần Thơ"), "xã Mỹ Khánh")
    assert found.before is not None
    assert found.before.district_name == "Huyện Phong Điền, Cần Thơ"
    assert found.commune.name == "An Bình"


def test_an_old_commune_that_was_parted_is_asked_about():
    parted = next(
        old
        for old in Commune.objects.filter(valid_to__isnull=False, province__name="Hà Nội")
        if old.successors.count() > 1
        and not Commune.objects.of_today().filter(province=old.province, name=old.name).exists()
    )
    with pytest.raises(SeveralCommunes) as doubt:
        find_commune(parted.province, parted.name)
    assert set(doubt.value.communes) >= set(parted.successors.all())


@pytest.mark.parametrize("typed", ["P. 9, Quận 3", "phường 09 (q.3)", "P9 - Q. 3"])
def test_a_district_that_was_typed_too_tells_old_namesakes_apart(typed):
    found = find_commune(province("Hồ Chí Minh"), typed)
    assert found.before is not None
    assert (found.before.district_name, found.before.name) == ("Quận 3, Hồ Chí Minh", "9")


@pytest.mark.parametrize("typed", ["Buôn Mê Thuột", "TP Ban Mê Thuột", "Buôn Ma Thuộc"])
def test_an_almost_right_name_is_asked_about(typed):
    with pytest.raises(SeveralCommunes) as doubt:
        find_commune(province("Đắk Lắk"), typed)
    assert doubt.value.communes[0].name == "Buôn Ma Thuột"


@pytest.mark.parametrize("typed", ["", "Atlantis", "Phường", "P.", "\u200b"])
def test_what_is_no_commune_is_unknown(typed):
    with pytest.raises(UnknownCommune):
        find_commune(province("Hà Nội"), typed)


def test_a_commune_of_another_province_is_unknown():
    with pytest.raises(UnknownCommune):
        find_commune(province("Hà Nội"), "Buôn Ma Thuột")


def test_every_suggestion_of_the_form_is_taken(client):
    taken = 0
    for here in Province.objects.all():
        listed = client.get(f"/vi/checkout/communes/?province={here.code}").json()["communes"]
        assert listed == [each.strip() for each in listed]
        found = [find_commune(here, name) for name in listed]
        assert [each.commune.name for each in found] == listed
        taken += len(listed)
    assert taken == Commune.objects.of_today().count() == 3321


def test_every_commune_of_today_has_its_point_and_every_one_of_before_leads_on():
    assert not Commune.objects.of_today().filter(latitude=None).exists()
    ended = Commune.objects.filter(valid_to__isnull=False)
    assert not ended.filter(successors=None).exists()
