"""A small market is backed up, restored into a new place by the commands, and proven there."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from marketplace.operations.backups import BackupRefused, drill
from marketplace.operations.backups.proving import NOTHING, PROOFS


def run(*command: str, **env: str) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    return done


@pytest.fixture
def market(own_database, tmp_path) -> dict[str, str]:
    """The environment of a small market."""
    place = tmp_path / "market"
    env = {
        "DATABASE_URL": own_database,
        "VAR_DIR": str(place),
        "MEDIA_ROOT": str(place / "media"),
        "PRIVATE_ROOT": str(place / "private"),
        "SECRET_KEY": "the secret of the market that is drilled",
    }
    place.mkdir()
    built = run("-m", "tests.marketplace.operations.backups.small_market", **env)
    assert built.returncode == 0, built.stderr
    return env


def test_a_restored_market_is_proven_in_its_new_place(market, tmp_path):
    done = run("manage.py", "drill", **market)
    assert done.returncode == 0, done.stdout + done.stderr
    proofs = dict(
        line.removeprefix("  holds  ").split(": ", 1)
        for line in done.stdout.splitlines()
        if line.startswith("  holds")
    )
    assert proofs.keys() == PROOFS.keys()
    assert NOTHING not in proofs.values()
    assert done.stdout.splitlines()[-1] == "The drill holds: this backup is the market."
    assert not [*(tmp_path / "market").glob("backup-work-*")]


def test_secrets_that_the_place_lacks_are_read_from_what_was_restored(tmp_path):
    path = tmp_path / "restored.env"
    assert drill.secrets_in(path) == {}
    path.write_text("SECRET_KEY=a=b\nLABEL_KEYS=0:x,1:y\n")
    assert drill.secrets_in(path) == {"SECRET_KEY": "a=b", "LABEL_KEYS": "0:x,1:y"}


def test_a_command_that_fails_is_told_by_its_last_words():
    with pytest.raises(BackupRefused, match=r"restore failed: .*There is no backup in /nowhere"):
        drill.manage("restore", "--from=/nowhere", "--force", env={**os.environ})
