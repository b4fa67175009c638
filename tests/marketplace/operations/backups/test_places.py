"""A place shows whole backups only, whether it is a folder or a bucket."""

import os
import time

import pytest

from marketplace.operations.backups import BackupRefused
from marketplace.operations.backups.places import LEFT_BEHIND, place_of, workroom
from tests.buckets import bucket_server

NAME = "market-20261128T184500Z-3f9a2c.age"
OLDER = "market-20261127T184500Z-aaaaaa.age"


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path, settings):
    settings.VAR_DIR = tmp_path / "var"
    if request.param == "folder":
        yield place_of(str(tmp_path / "backups"))
        return
    with bucket_server() as (endpoint, objects):
        objects["elsewhere/market-20261128T184500Z-ffffff.age"] = b"of another market"
        settings.BACKUP_S3_ENDPOINT_URL = endpoint
        settings.BACKUP_S3_ACCESS_KEY = settings.BACKUP_S3_SECRET_KEY = "x"
        yield place_of("s3://backups/market")


def put(place, name: str, content: bytes) -> None:
    with place.receive(name) as file:
        file.write(content)


def test_what_was_put_is_listed_read_and_removed(place):
    assert place.sizes() == {}
    put(place, NAME, b"newer")
    put(place, OLDER, b"old")
    assert place.sizes() == {OLDER: 3, NAME: 5}
    with place.read(NAME) as file:
        assert file.read() == b"newer"
    place.remove(OLDER)
    assert place.sizes() == {NAME: 5}
    with pytest.raises(FileNotFoundError), place.read(OLDER):
        pass


def test_a_half_backup_is_never_seen(place):
    with pytest.raises(KeyError), place.receive(NAME) as file:
        file.write(b"half")
        file.flush()
        assert place.sizes() == {}
        raise KeyError
    assert place.sizes() == {}


def test_half_files_of_runs_that_died_go_after_two_days(tmp_path):
    place = place_of(str(tmp_path))
    fresh, old = tmp_path / f".{NAME}.half", tmp_path / f".{OLDER}.half"
    for half in (fresh, old):
        half.write_bytes(b"half")
    os.utime(old, (0, time.time() - LEFT_BEHIND - 60))
    assert place.sizes() == {}
    put(place, "market-20261129T184500Z-bbbbbb.age", b"whole")
    assert (fresh.exists(), old.exists()) == (True, False)


def test_backups_in_a_folder_are_for_us_alone(tmp_path):
    place = place_of(str(tmp_path / "backups"))
    put(place, NAME, b"x")
    assert oct((tmp_path / "backups").stat().st_mode)[-3:] == "700"
    assert oct((tmp_path / "backups" / NAME).stat().st_mode)[-3:] == "600"


def test_the_workroom_goes_and_takes_old_ones_along(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    (tmp_path / "backup-work-dead").mkdir()
    (tmp_path / "backup-work-busy").mkdir()
    os.utime(tmp_path / "backup-work-dead", (0, time.time() - LEFT_BEHIND - 60))
    with workroom() as folder:
        assert oct(folder.stat().st_mode)[-3:] == "700"
    assert [each.name for each in tmp_path.iterdir()] == ["backup-work-busy"]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "BACKUP_TO is not set"),
        ("s3://", "names no bucket"),
        ("s3://media", "a bucket of the market's own files"),
    ],
)
def test_an_address_that_is_none_is_refused(address, why, settings):
    settings.S3_BUCKET = "media"
    with pytest.raises(BackupRefused, match=why):
        place_of(address)
