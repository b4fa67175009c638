"""Ask a scanner of viruses about each file that people send, before anything reads or keeps it.

ClamAV's daemon is asked by its stream protocol (clamd(8), INSTREAM): the file goes in pieces,
each behind its length in four bytes, an empty one ends it, and the answer is a line.

    zINSTREAM\\0 · 00 00 20 00 8,192 bytes · … · 00 00 00 00   ->   stream: OK\\0
                                                                  stream: Eicar-Signature FOUND\\0

A file that was not looked at is not taken: while the scanner is away a person is asked to send
it later, the health page says so, and everything without a file goes on. Without `CLAMD` nobody
is asked.
"""

import logging
import socket
import struct
import time
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from marketplace.frame.outside import Outside, Resting

logger = logging.getLogger(__name__)

PIECE = 64 * 1024
SECONDS = 20.0  # for the whole of a file; 25 MB take ClamAV about two
CONNECT_SECONDS = 2.0
LONGEST_ANSWER = 1024
SCANNER = Outside("scanner")


class NoAnswer(Exception):
    """The scanner is away, hangs, or said what is no answer."""


def check_clean(file: IO[bytes]) -> None:
    """Let a file pass that the scanner finds clean; it is given back at its start.

    Raises ValidationError for one with a virus, and for one that nobody could look at.
    """
    if not settings.CLAMD:
        return
    file.seek(0)
    try:
        with SCANNER.asking(lambda error: isinstance(error, NoAnswer)):
            found = scan(file)
    except (NoAnswer, Resting) as error:
        raise ValidationError(
            _("Files cannot be looked at for viruses now. Please send it again in some minutes."),
            code="unscanned",
        ) from error
    finally:
        file.seek(0)
    if found:
        logger.warning("a file was refused: %s", found)
        raise ValidationError(
            _("A virus was found in this file. It was not kept; please clean the device."),
            code="virus",
        )


def scan(file: IO[bytes]) -> str:
    """Give the name of what was found in a file, or "". Raises NoAnswer."""
    end = time.monotonic() + SECONDS
    try:
        with connected() as line:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.settimeout(max(0.001, end - time.monotonic()))
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                line.settimeout(max(0.001, end - time.monotonic()))
                more = line.recv(LONGEST_ANSWER)
                if not more:
                    break
                answer += more
    except OSError as error:
        raise NoAnswer(type(error).__name__) from error
    return read_answer(answer)


def read_answer(answer: bytes) -> str:
    """Read the line: "" is clean. Raises NoAnswer for what says neither (too large, an error)."""
    said = answer.rstrip(b"\0\r\n ").decode("ascii", "replace").removeprefix("stream: ")
    if said == "OK":
        return ""
    name, _space, verdict = said.rpartition(" ")
    if verdict == "FOUND" and name:
        return name[:120]
    raise NoAnswer(said[:120] or "nothing")


def connected() -> socket.socket:
    """Open a line to the daemon: a socket's path, or host:port."""
    if settings.CLAMD.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(settings.CLAMD)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host, int(port)), CONNECT_SECONDS)


def answers() -> bool:
    """Tell whether the scanner is there: it answers PING with PONG."""
    try:
        with connected() as line:
            line.sendall(b"zPING\0")
            return line.recv(16).startswith(b"PONG")
    except OSError:
        return False
