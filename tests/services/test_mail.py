"""Exim takes the market's mail: readable, refused, put off, and through its own death."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.operations.checks import find_troubles
from marketplace.purchases.mail import (
    MAX_ATTEMPTS,
    SMTP,
    Mail,
    queue_mail,
    send_message,
    send_waiting,
)
from marketplace.purchases.models import MailMessage
from tests.flows.sale import place
from tests.services.mail_servers import HOST, NAME, PASSWORD, MailServer, mail_server
from tests.services.programs import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def exim():
    with mail_server() as server:
        yield server


@pytest.fixture
def server(exim, settings, monkeypatch) -> MailServer:
    """A mail server that the market sends by, with an empty mailbox."""
    settings.EMAIL_BACKEND = "marketplace.purchases.outbox.OutboxBackend"
    settings.EMAIL_SENDER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, exim.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = NAME, PASSWORD
    settings.EMAIL_USE_TLS = True
    monkeypatch.setenv("SSL_CERT_FILE", str(exim.folder / "server.pem"))
    for letter in (exim.folder / "mail").rglob("*"):
        if letter.is_file():
            letter.unlink()
    SMTP.note_answer(is_trial=True)
    return exim


@pytest.fixture
def message(product) -> MailMessage:
    purchase = place([(product, 1)])
    return MailMessage.objects.get(context__purchase=purchase.number)


def fresh(message: MailMessage) -> MailMessage:
    message.refresh_from_db()
    return message


def arrived(server: MailServer, number: int) -> list:
    wait_until(lambda: len(server.letters()) >= number, 20, f"{number} letters; {server.said()}")
    return server.letters()


def due_now() -> None:
    MailMessage.objects.update(next_attempt_at=timezone.now())


def test_a_letter_arrives_readable_with_its_headers(server, message):
    assert send_message.func(message.pk) is True
    [letter] = arrived(server, 1)
    number = message.context["purchase"]
    assert number in letter["Subject"]
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert "Chợ OCOP" in text
    assert number in html
    assert letter["Subject"].isprintable()
    assert "�" not in text + html + letter["Subject"]
    assert (letter["To"], letter["Envelope-To"]) == ("khach@example.vn",) * 2
    assert letter["From"] == "cho-ocop@example.vn"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.vn>")
    assert "TLS1." in letter["Received"]
    assert "esmtpsa" in letter["Received"]


def test_a_subject_and_an_attachment_in_vietnamese_stay_what_they_are(server):
    subject = "Hoá đơn đặt hàng: gốm Bát Tràng, lụa Vạn Phúc – cảm ơn quý khách rất nhiều nhé!"
    mail = Mail(subject, "Kính gửi chị Lan,\n.một dấu chấm đầu dòng\n", to=["lan@x.vn"])
    mail.attach("Hoá đơn số 12 – nghệ nhân.pdf", b"%PDF-1.7 \x00\xff", "application/pdf")
    assert mail.send() == 1
    [letter] = arrived(server, 1)
    assert letter["Subject"] == subject
    body = letter.get_body(("plain",)).get_content().splitlines()
    assert body == ["Kính gửi chị Lan,", ".một dấu chấm đầu dòng"]
    [paper] = letter.iter_attachments()
    assert paper.get_filename() == "Hoá đơn số 12 – nghệ nhân.pdf"
    assert paper.get_content() == b"%PDF-1.7 \x00\xff"


def test_tls_from_the_first_byte_works_too(server, settings, message):
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, True
    settings.EMAIL_PORT = server.tls_port
    assert send_message.func(message.pk) is True
    assert len(arrived(server, 1)) == 1


def test_a_server_that_nobody_vouches_for_gets_neither_mail_nor_password(
    server, message, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert send_message.func(message.pk) is False
    assert (fresh(message).attempts, server.letters()) == (1, [])


def test_a_wrong_password_keeps_the_mail(server, message, settings):
    settings.EMAIL_HOST_PASSWORD = "wrong"
    assert send_message.func(message.pk) is False
    assert (fresh(message).attempts, message.sent_at) == (1, None)
    settings.EMAIL_HOST_PASSWORD = PASSWORD
    due_now()
    assert send_waiting() == 1
    assert len(arrived(server, 1)) == 1


def test_a_reader_who_does_not_exist_is_given_up_at_once_and_told(server, message):
    MailMessage.objects.update(to="nobody@example.vn")
    assert send_message.func(message.pk) is False
    assert fresh(message).attempts == MAX_ATTEMPTS
    assert [(t.code, t.count) for t in find_troubles() if t.code.startswith("mail")] == [
        ("mail_given_up", 1)
    ]
    due_now()
    assert (send_waiting(), server.letters()) == (0, [])


def test_a_server_that_may_not_relay_for_us_is_tried_again(server, message, settings):
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    assert send_message.func(message.pk) is False
    assert fresh(message).attempts == 1


def test_a_full_mailbox_is_tried_again_and_gets_it_once(server, message):
    MailMessage.objects.update(to="full@example.vn")
    assert send_message.func(message.pk) is False
    assert (fresh(message).attempts, message.sent_at) == (1, None)
    assert timedelta(minutes=1) < message.next_attempt_at - timezone.now() < timedelta(minutes=3)
    server.named("room", is_there=True)
    due_now()
    assert (send_waiting(), send_waiting()) == (1, 0)
    server.named("room", is_there=False)
    assert len(arrived(server, 1)) == 1


def test_a_server_killed_in_the_middle_of_a_letter_loses_and_doubles_nothing(server, message):
    server.named("slow", is_there=True)  # it thinks for eight seconds before it says yes
    threading.Timer(2, server.kill).start()
    start = time.monotonic()
    assert send_message.func(message.pk) is False
    assert 1.5 < time.monotonic() - start < 7
    assert (fresh(message).attempts, message.sent_at) == (1, None)
    server.named("slow", is_there=False)
    due_now()
    assert send_waiting() == 0  # it is not there
    server.start()
    due_now()
    assert (send_waiting(), send_waiting()) == (1, 0)
    time.sleep(6)  # a round of its own queue
    assert len(arrived(server, 1)) == 1


def test_a_letter_whose_answer_is_lost_comes_again_under_the_same_name(server, message, settings):
    with LostAnswer(server.port) as door:
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS = door.port, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        MailMessage.objects.update(to="postmaster@example.vn")
        assert send_message.func(message.pk) is False
    settings.EMAIL_PORT = server.port
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = NAME, PASSWORD
    due_now()
    assert send_waiting() == 1
    names = [letter["Message-ID"] for letter in arrived(server, 2)]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_many_letters_go_by_while_the_server_is_restarted(server, product, monkeypatch):
    """Nobody waits long, none is lost, and none comes twice."""
    for number in range(30):
        queue_mail(
            key=f"k{number}",
            to=f"reader{number}@example.vn",
            template="as_written",
            context={"subject": f"Thư {number}", "text": "Xin chào"},
            language="vi",
        )
    threading.Timer(0.5, lambda: (server.kill(), time.sleep(1), server.start())).start()
    for _ in range(60):
        send_waiting()
        if not MailMessage.objects.filter(sent_at=None).exists():
            break
        SMTP.note_answer(is_trial=True)  # its rest is over
        due_now()
        time.sleep(0.3)
    subjects = [letter["Subject"] for letter in arrived(server, 30)]
    assert sorted(subjects) == sorted(f"Thư {number}" for number in range(30))


class LostAnswer:
    """A door before a mail server that is gone when it answers the letter's last line."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self) -> "LostAnswer":
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.listener.close()

    def serve(self) -> None:
        client, _address = self.listener.accept()
        server = socket.create_connection(("127.0.0.1", self.target))
        threading.Thread(target=self.ask, args=(client, server), daemon=True).start()
        while data := server.recv(4096):
            if b"OK id=" in data:
                break
            client.sendall(data)
        client.shutdown(socket.SHUT_RDWR)
        client.close()
        server.close()

    @staticmethod
    def ask(client: socket.socket, server: socket.socket) -> None:
        try:
            while data := client.recv(65536):
                server.sendall(data)
        except OSError:
            return
