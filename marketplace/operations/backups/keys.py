"""The secrets without which a database opens nothing: of the environment, and in files."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

# What rows are signed, hashed or closed with. Keys of others' services are issued anew instead.
NAMES = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "KEYS_SECRET",
    "KEYS_SECRET_FALLBACKS",
    "LABEL_KEYS",
    "ORIGIN_SIGNING_KEY",
)
FILES = ("origin-signing.key",)  # in VAR_DIR, of before keys lay in the database
ENVIRONMENT = "environment"
RESTORED = "restored.env"


def in_words() -> dict[str, str]:
    """Give the secrets that are set, written as .env writes them."""
    found = {}
    for name in NAMES:
        value = getattr(settings, name, "")
        text = ",".join(value) if isinstance(value, list | tuple) else str(value)
        if text:
            found[name] = text
    return found


def members() -> Iterator[tuple[str, bytes]]:
    """Give what a backup holds of secrets, by name."""
    lines = [f"{name}={value}\n" for name, value in in_words().items()]
    yield ENVIRONMENT, "".join(lines).encode()
    for name in FILES:
        path = settings.VAR_DIR / name
        if path.is_file():
            yield name, path.read_bytes()


def differing(text: bytes) -> list[str]:
    """Name the secrets of a backup that this installation does not have as they were."""
    held = in_words()
    kept = dict(line.split("=", 1) for line in text.decode().splitlines())
    return sorted(name for name, value in kept.items() if held.get(name) != value)


def put(name: str, content: bytes) -> Path:
    """Write a key file into VAR_DIR, where only we may read it."""
    folder: Path = settings.VAR_DIR
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / Path(name).name
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    return path
