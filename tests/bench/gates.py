"""Doors before servers that can be made to hang, to be slow or to be gone; and a mail server."""

import socket
import socketserver
import threading
import time
from contextlib import suppress

PIECE = 65536


class Gate:
    """A port that leads to another one, and what goes wrong on the way.

    `mode`: "open" passes all on; "silent" accepts and passes nothing, on old connections either;
    "slow" passes each answer on after `delay` seconds; "gone" has no door and no connections.
    """

    def __init__(self, target: int, delay: float = 3.0) -> None:
        self.target, self.delay = target, delay
        self.mode = "open"
        self.sockets: set[socket.socket] = set()
        self.listener: socket.socket | None = None
        self.port = 0
        self.listen()

    def listen(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=256)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def set(self, mode: str) -> None:
        """Change what goes wrong, for old connections too."""
        before, self.mode = self.mode, mode
        if mode == "gone":
            self.drop()
            shut(self.listener)
        elif before == "gone":
            self.listen()
        elif before == "silent":
            self.drop()  # what was asked meanwhile is answered to nobody

    def drop(self) -> None:
        for each in list(self.sockets):
            shut(each)
        self.sockets.clear()

    def accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            self.sockets.add(client)
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        if self.mode == "silent":
            return
        try:
            server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
        except OSError:
            shut(client)
            return
        server.settimeout(None)
        self.sockets.add(server)
        threading.Thread(target=self.pump, args=(client, server, False), daemon=True).start()
        self.pump(server, client, True)

    def pump(self, source: socket.socket, to: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(PIECE):
                if self.mode == "slow" and is_answer:
                    time.sleep(self.delay)
                if self.mode == "silent":
                    return  # both ends stay open and hear nothing
                to.sendall(data)
        shut(source)
        shut(to)


def shut(one: socket.socket | None) -> None:
    if one is None:
        return
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        one.close()


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every mail and counts it (RFC 5321, as much of it as smtplib speaks)."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MailHandler)
        self.taken = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]


class MailHandler(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                while (part := self.rfile.readline()) and part != b".\r\n":
                    pass
                self.server.taken += 1
                self.say("250 taken")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")
