"""A backup is whole or not there; two at once are two."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError

from marketplace.operations.backups import making, restoring, trees
from marketplace.operations.backups.places import place_of
from marketplace.operations.backups.sealing import new_pair
from marketplace.operations.models import Beat

pytestmark = pytest.mark.django_db
PUBLIC, SECRET = new_pair()


@pytest.fixture
def place(own_database, settings, tmp_path):
    settings.BACKUP_DATABASE_URL = own_database
    settings.BACKUP_KEY = [PUBLIC]
    settings.VAR_DIR = tmp_path / "var"
    return place_of(str(tmp_path / "backups"))


def quiet(text: str) -> None:
    pass


def test_a_backup_holds_each_part_and_says_so(place):
    paper = storages["private"].save("papers/x.pdf", ContentFile(b"%PDF-1.4 x"))
    said: list[str] = []
    name = making.make_backup(place, said.append)
    about = restoring.verify(place, name, SECRET)
    assert about["parts"].keys() == {"database", "keys", "media", "private"}
    assert about["parts"]["private"]["files"] == 1
    assert about["parts"]["private"]["bytes"] == len(b"%PDF-1.4 x")
    assert about["gone"] == []
    assert said[-1] == f"Made {name} in {place}."
    assert paper.encode() not in next(place.path.glob("*.age")).read_bytes()
    assert not [*(place.path.parent / "var").glob("backup-work-*")]


def test_a_file_that_goes_meanwhile_is_named_and_nothing_else_is_lost(place, monkeypatch):
    names = [storages["private"].save("p/x.pdf", ContentFile(b"%PDF-1.4")) for _ in range(2)]
    copy_of = trees.FolderTree.copy_of
    monkeypatch.setattr(
        trees.FolderTree,
        "copy_of",
        lambda tree, name: None if name == names[0] else copy_of(tree, name),
    )
    said: list[str] = []
    name = making.make_backup(place, said.append)
    about = restoring.verify(place, name, SECRET)
    assert about["gone"] == [f"private/{names[0]}"]
    assert about["parts"]["private"]["files"] == 1
    assert any("1 files went or changed meanwhile" in line for line in said)


def test_when_it_fails_nothing_is_there(place, monkeypatch):
    storages["private"].save("p/x.pdf", ContentFile(b"%PDF-1.4"))

    def away(tree, name):
        raise OSError("the disk is away")

    monkeypatch.setattr(trees.FolderTree, "copy_of", away)
    with pytest.raises(OSError, match="the disk is away"):
        making.make_backup(place, quiet)
    assert [*place.path.iterdir()] == []


def test_two_at_once_are_two_whole_backups(place):
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.append(making.make_backup(place, quiet)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(place.sizes()) == sorted(made)
    assert len(made) == 2
    for name in made:
        restoring.verify(place, name, SECRET)


def test_that_it_was_made_is_noted_where_the_database_can(monkeypatch):
    making.note_made()
    assert Beat.objects.filter(name="backup").exists()

    def lacking(*args, **kwargs):
        raise DatabaseError("no such table")

    monkeypatch.setattr(Beat.objects, "update_or_create", lacking)
    making.note_made()  # an older version's database: the backup counts all the same


def test_old_ones_are_removed_as_the_setting_says(place, settings):
    settings.BACKUP_KEEP = "1,0,0"
    for day in ("24", "25", "26"):
        with place.receive(f"market-202001{day}T184500Z-aaaaaa.age") as file:
            file.write(b"x")
    assert making.remove_old(place, quiet) == [
        f"market-202001{day}T184500Z-aaaaaa.age" for day in ("24", "25")
    ]
    assert [*making.listed(place)] == [
        "2020-01-27 01:45        0.0 MB  market-20200126T184500Z-aaaaaa.age"
    ]
