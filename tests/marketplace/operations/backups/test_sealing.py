"""What is sealed opens with its secret key alone, and only whole."""

import io
import threading

import pytest

from marketplace.operations.backups import BackupRefused
from marketplace.operations.backups.sealing import identities, new_pair, opened, recipients, seal

PUBLIC, SECRET = new_pair()
CONTENT = bytes(range(256)) * 1024  # several of age's chunks of 64 KB


def sealed(content: bytes = CONTENT, to: str = PUBLIC) -> bytes:
    out = io.BytesIO()
    seal(lambda stream: stream.write(content), out, recipients([to]))
    return out.getvalue()


def read(data: bytes, key: str = SECRET, size: int = -1) -> bytes:
    with opened(io.BytesIO(data), identities(key)) as stream:
        return stream.read(size)


def test_what_is_sealed_opens_again():
    data = sealed()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert CONTENT[:64] not in data
    assert read(data) == CONTENT


def test_each_of_two_keys_opens_alone():
    other, others_secret = new_pair()
    out = io.BytesIO()
    seal(lambda stream: stream.write(CONTENT), out, recipients([PUBLIC, other]))
    assert [read(out.getvalue(), key) for key in (SECRET, others_secret)] == [CONTENT] * 2


def test_another_key_opens_nothing():
    with pytest.raises(BackupRefused, match="The key does not open this backup"):
        read(sealed(), new_pair()[1])


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda data: data[:-1], "damaged or cut"),
        (lambda data: data[: len(data) // 2], "damaged or cut"),
        (lambda data: data[:100_000] + b"!" + data[100_001:], "damaged or cut"),
        (lambda data: data + b"!", "damaged or cut"),
        (lambda data: data[:60], "its beginning is damaged"),
        (lambda data: b"", "This is no backup"),
        (lambda data: b"PK" + data, "This is no backup"),
    ],
)
def test_what_is_damaged_or_cut_is_refused(harm, why):
    with pytest.raises(BackupRefused, match=why):
        read(harm(sealed()))


def test_damage_behind_what_was_asked_for_is_seen_all_the_same():
    with pytest.raises(BackupRefused, match="damaged or cut"):
        read(sealed()[:-1], size=10)


def test_an_error_of_who_writes_passes_and_leaves_no_thread():
    def write(stream):
        stream.write(CONTENT)
        raise KeyError("gone")

    before = threading.active_count()
    with pytest.raises(KeyError):
        seal(write, io.BytesIO(), recipients([PUBLIC]))
    assert threading.active_count() == before


def test_a_full_disk_is_told_as_it_is():
    class Full(io.RawIOBase):
        def writable(self):
            return True

        def write(self, data):
            raise OSError(28, "No space left on device")

    with pytest.raises(Exception, match="No space left on device"):
        seal(lambda stream: stream.write(CONTENT * 20), Full(), recipients([PUBLIC]))


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ([], "BACKUP_KEY is not set"),
        ([SECRET], "BACKUP_KEY is a secret key"),
        (["age1nonsense"], "BACKUP_KEY is no public key of age"),
    ],
)
def test_what_is_no_public_key_is_named(keys, why):
    with pytest.raises(BackupRefused, match=why):
        recipients(keys)


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "opens with its secret key only"), ("age1x", "That is no secret key of age")],
)
def test_what_is_no_secret_key_is_named(text, why):
    with pytest.raises(BackupRefused, match=why):
        identities(text)


def test_a_key_file_as_age_writes_it_is_read():
    assert read(sealed(), f"# created: 2026-11-28\n# public key: {PUBLIC}\n{SECRET}\n") == CONTENT
