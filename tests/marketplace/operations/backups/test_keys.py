"""Secrets go along with a backup, and who restores is told which were others."""

from marketplace.operations.backups import keys


def test_secrets_and_key_files_go_along(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.SECRET_KEY, settings.LABEL_KEYS = "s3cret", ["0:old", "1:new"]
    settings.ORIGIN_SIGNING_KEY = ""
    (tmp_path / "origin-signing.key").write_bytes(b"seed")
    members = dict(keys.members())
    assert members["origin-signing.key"] == b"seed"
    lines = members[keys.ENVIRONMENT].decode().splitlines()
    assert {"SECRET_KEY=s3cret", "LABEL_KEYS=0:old,1:new"} <= set(lines)
    assert not any(line.startswith("ORIGIN_SIGNING_KEY") for line in lines)
    assert not any("STRIPE" in line for line in lines)


def test_those_that_differ_are_named(settings):
    settings.SECRET_KEY, settings.LABEL_KEYS = "another=one", ["0:old"]
    assert keys.differing(b"SECRET_KEY=another=one\nLABEL_KEYS=0:old,1:new\n") == ["LABEL_KEYS"]


def test_they_are_written_for_us_alone(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    path = keys.put("../../origin-signing.key", b"seed")
    assert path == tmp_path / "var" / "origin-signing.key"
    assert (path.read_bytes(), oct(path.stat().st_mode)[-3:]) == (b"seed", "600")
