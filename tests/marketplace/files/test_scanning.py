"""Files are looked at for viruses: by a daemon that is there, away, silent, or talks nonsense."""

import io
import socket
import struct
import threading
import time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from marketplace.files import scanning
from marketplace.files.fields import PaperField, PhotoField, TableField
from marketplace.files.scanning import NoAnswer, check_clean, read_answer
from marketplace.operations.checks import scanner
from tests.security.houses import picture

# What every scanner finds, and nothing else (eicar.org); in two halves, so that none finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LATER = "Files cannot be looked at for viruses now. Please send it again in some minutes."
VIRUS = "A virus was found in this file. It was not kept; please clean the device."


class Daemon:
    """clamd's side of the line: reads a stream to its end and says what it found."""

    def __init__(self, says: bytes | None = None, hangs: bool = False) -> None:
        self.says, self.hangs = says, hangs
        self.seen: list[bytes] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as reading:
                self.answer(line, reading)

    def answer(self, line: socket.socket, reading) -> None:
        if self.hangs:
            time.sleep(1)
            return
        command = b""
        while not command.endswith(b"\0"):
            command += reading.read(1)
        if command == b"zPING\0":
            line.sendall(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        body = b""
        while length := struct.unpack("!L", reading.read(4))[0]:
            body += reading.read(length)
        self.seen.append(body)
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in body else b"stream: OK\0"
        line.sendall(self.says if self.says is not None else found)


@pytest.fixture
def daemon(settings):
    made: list[Daemon] = []

    def start(**how) -> Daemon:
        made.append(Daemon(**how))
        settings.CLAMD = made[-1].address
        return made[-1]

    with translation.override("en"):
        yield start
    for each in made:
        each.door.close()


def refusal(file) -> str:
    with pytest.raises(ValidationError) as refused:
        check_clean(file)
    return refused.value.messages[0]


def test_a_clean_file_passes_whole_and_a_virus_does_not(daemon):
    found = daemon()
    large = io.BytesIO(b"a" * (3 * scanning.PIECE + 7))
    large.read(5)
    check_clean(large)
    assert found.seen == [large.getvalue()]
    assert large.tell() == 0
    assert refusal(io.BytesIO(b"x" * scanning.PIECE + EICAR)) == VIRUS
    check_clean(io.BytesIO(b""))


@pytest.mark.parametrize(
    "says", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: \0", b"FOUND\0", b"x" * 5000]
)
def test_what_is_no_answer_lets_nothing_pass(daemon, says):
    daemon(says=says)
    assert refusal(io.BytesIO(b"a")) == LATER


def test_what_the_daemon_says():
    assert read_answer(b"stream: OK\0") == ""
    assert read_answer(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") == "Win.Test.EICAR_HDB-1"
    with pytest.raises(NoAnswer, match="nothing"):
        read_answer(b"")


def test_a_scanner_that_is_away_or_hangs_lets_nothing_pass(daemon, settings, monkeypatch):
    daemon(hangs=True)
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    began = time.monotonic()
    assert refusal(io.BytesIO(b"a")) == LATER
    assert time.monotonic() - began < 0.9
    for address in ("127.0.0.1:1", "/nowhere/clamd.ctl"):
        settings.CLAMD = address
        assert refusal(io.BytesIO(b"a")) == LATER
    # Three silences: it rests, and nobody waits for it.
    asked = daemon()
    assert refusal(io.BytesIO(b"a")) == LATER
    assert asked.seen == []


def test_without_one_nobody_is_asked(settings):
    assert settings.CLAMD == ""
    check_clean(io.BytesIO(EICAR))


def test_a_socket_of_this_machine(daemon, settings, tmp_path):
    found = daemon()
    found.door.close()
    found.door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    found.door.bind(str(tmp_path / "clamd.ctl"))
    found.door.listen()
    threading.Thread(target=found.serve, daemon=True).start()
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    check_clean(io.BytesIO(b"a"))
    assert found.seen == [b"a"]


@pytest.mark.parametrize(
    ("field", "name", "clean", "bad"),
    [
        (PhotoField, "a.jpg", picture(), picture() + EICAR),
        (PaperField, "a.pdf", b"%PDF-1.4\n", b"%PDF-1.4\n" + EICAR),
        (TableField, "a.csv", b"day,sum\n", b"day,sum\n" + EICAR),
    ],
)
def test_every_field_for_files_asks(daemon, field, name, clean, bad):
    found = daemon()
    form = type("Form", (forms.Form,), {"file": field()})
    assert form(files={"file": SimpleUploadedFile(name, clean)}).is_valid()
    assert found.seen == [clean]
    assert form(files={"file": SimpleUploadedFile(name, bad)}).errors["file"] == [VIRUS]


def test_the_health_page_knows_of_it(daemon, settings):
    assert scanner() is None
    daemon()
    assert scanner() is None
    settings.CLAMD = "127.0.0.1:1"
    assert scanner().code == "scanner_away"
