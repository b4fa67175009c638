"""Seal a stream for who holds the secret key, and open it again: age, by its Rust library.

Who makes backups needs the public key only ("age1…"), so a machine that is broken into gives
away no backup. Chunks of 64 KB are each authenticated: what is cut or changed does not open.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any

import pyrage
from pyrage.x25519 import Identity, Recipient

from marketplace.operations.backups import BackupRefused

NO_KEY = "No matching keys found"
CHUNK = 1024 * 1024


def new_pair() -> tuple[str, str]:
    """Make a pair: the public key that seals, the secret one that opens."""
    identity = Identity.generate()
    return str(identity.to_public()), str(identity)


def recipients(keys: Sequence[str]) -> list[Recipient]:
    """Read public keys. Raises BackupRefused."""
    if not keys:
        raise BackupRefused(
            "BACKUP_KEY is not set: a backup is sealed or not made. `manage.py backup --new-key`"
            " makes a pair of keys."
        )
    found = []
    for key in keys:
        if key.upper().startswith("AGE-SECRET-KEY"):
            raise BackupRefused(
                "BACKUP_KEY is a secret key. Name the public one there, age1…, and keep the"
                " secret one away from this machine."
            )
        try:
            found.append(Recipient.from_str(key))
        except pyrage.RecipientError as error:
            raise BackupRefused(f"BACKUP_KEY is no public key of age: {key[:12]}…") from error
    return found


def identities(text: str) -> list[Identity]:
    """Read secret keys, a line each, as age's own key files have them. Raises BackupRefused."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BackupRefused(
            "That is no secret key of age; it begins with AGE-SECRET-KEY-1."
        ) from error
    if not found:
        raise BackupRefused(
            "A backup opens with its secret key only: give --identity FILE or set BACKUP_IDENTITY."
        )
    return found


def seal(write: Callable[[IO[bytes]], None], target: IO[bytes], to: list[Recipient]) -> None:
    """Call `write` with a stream; what it writes goes sealed into `target`.

    Whatever `write` raises passes; `target` is no backup then and is for the caller to remove.
    """
    with piped(lambda source: pyrage.encrypt_io(source, target, to), "rb") as stream:
        write(stream)


@contextmanager
def opened(source: IO[bytes], keys: list[Identity]) -> Iterator[IO[bytes]]:
    """Give the stream inside a sealed one. Raises BackupRefused on a wrong key, damage or a cut.

    What was read before that is not to be used: the end alone says that all of it is true.
    """
    with piped(lambda target: decrypt(source, target, keys), "wb") as stream:
        yield stream
        while stream.read(CHUNK):  # to the very end, where age says that nothing was cut
            pass


def decrypt(source: IO[bytes], target: IO[bytes], keys: list[Identity]) -> None:
    try:
        pyrage.decrypt_io(source, target, keys)
    except pyrage.DecryptError as error:
        if NO_KEY in str(error):
            raise BackupRefused(
                "The key does not open this backup: it was sealed for another one."
            ) from error
        raise BackupRefused("This is no backup, or its beginning is damaged.") from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BackupRefused(f"The backup is damaged or cut: {error}.") from error


@contextmanager
def piped(work: Callable[[IO[bytes]], Any], side: str) -> Iterator[IO[bytes]]:
    """Run `work` in a thread at one side of a pipe ("rb" or "wb"); give the other.

    An error of the thread goes before one of the caller, which often only follows from it.
    """
    reader, writer = (os.fdopen(fd, mode) for fd, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    theirs, ours = (reader, writer) if side == "rb" else (writer, reader)
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with theirs:
                work(theirs)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield ours
    except BaseException as error:
        shut(ours)
        thread.join()
        if failed and not is_only_closed(failed[0]):
            raise failed[0] from error
        raise
    shut(ours)
    thread.join()
    if failed:
        raise failed[0]


def shut(stream: IO[bytes]) -> None:
    with suppress(BrokenPipeError):  # the other side ended before; its error is told
        stream.close()


def is_only_closed(error: BaseException) -> bool:
    """Tell whether a thread failed only because the caller went away."""
    return isinstance(error, BrokenPipeError) or "Broken pipe" in str(error)
