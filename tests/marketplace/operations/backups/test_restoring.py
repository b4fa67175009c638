"""A backup becomes a market again, whole, in an empty place; anything else is refused."""

import io
import json
import tarfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import CommandError

from marketplace.operations.backups import BackupRefused, databases, making, restoring
from marketplace.operations.backups.places import place_of
from marketplace.operations.backups.restoring import read_backup
from marketplace.operations.backups.sealing import new_pair, recipients, seal

pytestmark = pytest.mark.django_db
PUBLIC, SECRET = new_pair()


def quiet(text: str) -> None:
    pass


@pytest.fixture
def place(own_database, settings, tmp_path):
    settings.BACKUP_DATABASE_URL = own_database
    settings.BACKUP_KEY, settings.BACKUP_TO = [PUBLIC], str(tmp_path / "backups")
    settings.VAR_DIR = tmp_path / "var"
    return place_of(settings.BACKUP_TO)


def restored(place, **more) -> dict:
    return restoring.restore(place, "latest", SECRET, force=True, say=quiet, **more)


def test_what_was_backed_up_is_there_again(place, settings, tmp_path):
    name = storages["private"].save("papers/x.pdf", ContentFile(b"%PDF-1.4 x"))
    tables = databases.tables()
    making.make_backup(place, quiet)
    settings.PRIVATE_ROOT, settings.SECRET_KEY = tmp_path / "new", "another"
    said: list[str] = []
    restoring.restore(place, "latest", SECRET, force=True, say=said.append)
    assert databases.tables() == tables
    with storages["private"].open(name) as file:
        assert file.read() == b"%PDF-1.4 x"
    kept = tmp_path / "var" / "restored.env"
    assert "SECRET_KEY=development-only-not-a-secret" in kept.read_text().splitlines()
    assert any(line.startswith("Other than here were: SECRET_KEY") for line in said)
    assert said[-1] == "Restored."


def test_an_occupied_place_is_refused(place):
    making.make_backup(place, quiet)
    storages["private"].save("p/x.pdf", ContentFile(b"%PDF-1.4"))
    with pytest.raises(BackupRefused, match="the database has tables, there are private files"):
        restoring.restore(place, "latest", SECRET, force=False, say=quiet)


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda data: data[:-40], "damaged or cut"),
        (lambda data: data[:2000] + b"!" + data[2001:], "damaged or cut"),
    ],
)
def test_what_is_damaged_is_refused_before_anything_is_written(place, harm, why, monkeypatch):
    name = making.make_backup(place, quiet)
    path = place.path / name
    path.write_bytes(harm(path.read_bytes()))
    monkeypatch.setattr(databases, "put", lambda dump: pytest.fail("it was written"))
    monkeypatch.setattr(restoring, "Taker", lambda *given: pytest.fail("it was written"))
    with pytest.raises(BackupRefused, match=why):
        restored(place)


def test_a_wrong_key_is_refused(place):
    making.make_backup(place, quiet)
    with pytest.raises(BackupRefused, match="The key does not open this backup"):
        restoring.verify(place, "latest", new_pair()[1])


def test_a_newer_backup_is_refused(place, monkeypatch):
    about_of = making.about_of
    newer = [["ledger", "0099_later"]]
    monkeypatch.setattr(making, "about_of", lambda ask: about_of(ask) | {"migrations": newer})
    making.make_backup(place, quiet)
    with pytest.raises(BackupRefused, match="This backup is of a newer market"):
        restored(place)


def test_a_backup_that_is_not_there_is_named(place):
    with pytest.raises(BackupRefused, match="There is no backup in"):
        restoring.chosen(place, "latest")
    making.make_backup(place, quiet)
    with pytest.raises(BackupRefused, match="There is no backup market-x"):
        restoring.chosen(place, "market-x.age")


# --- What only who holds the public key could make up: a tar file that is not as it says


def made_up(*members: tuple[str, bytes | None]) -> io.BytesIO:
    inner, out = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            if content is None:
                member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            member.size = len(content or b"")
            tar.addfile(member, io.BytesIO(content or b""))
    seal(lambda stream: stream.write(inner.getvalue()), out, recipients([PUBLIC]))
    out.seek(0)
    return out


ABOUT = ("about.json", b'{"format": 1}')
NOTHING = ("parts.json", json.dumps({"parts": {}, "gone": []}).encode())


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ([ABOUT], "The backup is cut: its end is missing"),
        ([NOTHING], "The backup is cut"),
        ([ABOUT, ("media/a.webp", b"x"), NOTHING], "media was not written"),
        ([ABOUT, ("media/a.webp", None), NOTHING], "holds what is no file: media/a.webp"),
        (
            [ABOUT, ("parts.json", b'{"parts": {"media": {"files": 1}}, "gone": []}')],
            "media is not what was written",
        ),
        ([("about.json", b"no json"), NOTHING], "The backup is damaged or cut"),
    ],
)
def test_what_is_not_as_it_says_is_refused(members, why):
    with pytest.raises(BackupRefused, match=why):
        read_backup(made_up(*members), SECRET)


# --- The commands


def test_commands_make_list_prove_and_refuse(place, tmp_path, capsys):
    key = tmp_path / "identity.txt"
    key.write_text(SECRET)
    call_command("backup")
    call_command("backup", "--list")
    call_command("backup", "--verify", "--identity", str(key))
    said = capsys.readouterr().out
    [name] = place.sizes()
    assert said.count(name) == 2
    assert said.strip().endswith("It is whole and true.")
    with pytest.raises(CommandError, match="This place is not empty"):
        call_command("restore", "--identity", str(key))
    with pytest.raises(CommandError, match="A backup opens with its secret key only"):
        call_command("restore", "--force")
    with pytest.raises(CommandError, match="No such file"):
        call_command("backup", "--verify", "--identity", str(tmp_path / "none"))


def test_the_database_alone_is_what_a_rollback_needs(place, tmp_path):
    storages["private"].save("p/x.pdf", ContentFile(b"%PDF-1.4"))
    call_command("backup", "--database-only")
    about = restoring.verify(place, "latest", SECRET)
    assert about["parts"].keys() == {"database", "keys"}
    assert restored(place)["parts"].keys() == {"database", "keys"}


def test_a_new_pair_is_told_once(capsys):
    call_command("backup", "--new-key")
    said = capsys.readouterr().out
    assert said.startswith("BACKUP_KEY=age1")
    assert "AGE-SECRET-KEY-1" in said.splitlines()[-1]
