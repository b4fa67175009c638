"""Exim, Debian's mail server: takes mail by STARTTLS and a password into a maildir.

It runs with a configuration of its own, so as an ordinary user and beside whatever is installed.
"""

import datetime
import mailbox
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.services.programs import Program, folder_of, free_port, give, running

USER = "nobody"
NAME, PASSWORD = "market", "a-password-of-the-market"
HOST = "localhost"
SETTINGS = """
primary_hostname = mail.example.vn
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port} : {tls_port}
tls_on_connect_ports = {tls_port}
exim_user = {user}
exim_group = {group}
deliver_drop_privilege = true
host_lookup =
rfc1413_query_timeout = 0s
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
tls_privatekey = {folder}/server.pem
acl_smtp_rcpt = readers
acl_smtp_data = contents
queue_only = false
message_size_limit = 5M

begin acl
readers:
  deny   local_parts = nobody
         message = 550 5.1.1 no such person here
  defer  local_parts = full
         condition = ${{if !exists{{{folder}/room}}}}
         message = 450 4.2.2 the mailbox is full, come back later
  deny   !authenticated = *
         !local_parts = postmaster
         message = 554 5.7.1 relay access denied
  accept
contents:
  warn   condition = ${{if exists{{{folder}/slow}}}}
         delay = 8s
  accept

begin routers
all:
  driver = accept
  transport = into_maildir

begin transports
into_maildir:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  envelope_to_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${{if and{{{{eq{{$auth2}}{{{name}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
"""


class MailServer(Program):
    """Exim in its folder; `letters` are those that arrived."""

    tls_port: int

    def letters(self) -> list[EmailMessage]:
        parse = BytesParser(policy=policy.default).parse
        box = mailbox.Maildir(self.folder / "mail", create=False)
        return [cast(EmailMessage, parse(box.get_file(key))) for key in sorted(box.keys())]

    def named(self, name: str, *, is_there: bool) -> None:
        """Make or take away the file that its configuration looks for."""
        (self.folder / name).touch() if is_there else (self.folder / name).unlink()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with folder_of(USER) as folder:
        port, tls_port = free_port(), free_port()
        group = program_group()
        (folder / "spool").mkdir()
        # Whoever looks into it first, before the first letter, must not be its owner.
        mailbox.Maildir(folder / "mail", create=True)
        certify(folder / "server.pem")
        settings = folder / "exim.conf"
        settings.write_text(
            SETTINGS.format(
                folder=folder,
                port=port,
                tls_port=tls_port,
                user=program_user(),
                group=group,
                name=NAME,
                password=PASSWORD,
            )
        )
        give(folder, USER)
        server = MailServer(
            *("/usr/sbin/exim4", "-C", settings, "-bdf", "-q5s"),
            port=port,
            folder=folder,
            user=USER,
        )
        server.tls_port = tls_port
        with running(server):
            yield server


def program_user() -> str:
    import os
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name if os.geteuid() else USER


def program_group() -> str:
    import grp
    import pwd

    return grp.getgrgid(pwd.getpwnam(program_user()).pw_gid).gr_name


def certify(path: Path) -> None:
    """Write a key and its own certificate for HOST, which only who is told to trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    path.chmod(0o600)
