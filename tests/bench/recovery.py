"""Point-in-time recovery, tried: a table is dropped, and the minute before comes back.

    python -m tests.bench.recovery

A PostgreSQL of its own (initdb in a temporary folder, a socket there and a free port) archives
its log as docs/operations.md says. A base backup is taken, purchases are written after it, a
table is dropped by mistake, more is written. Then the base backup and the archive are recovered
to just before the mistake. All of it is removed again; about ten seconds.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tests.silence import closed_port

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
MOST = 120  # seconds of any one step
CONFIG = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
fsync = off
wal_level = replica
archive_mode = on
archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'
"""
RECOVERY = """
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
"""


class Server:
    """A PostgreSQL in a folder, run as a user that may."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port

    def start(self) -> None:
        run("pg_ctl", "-D", self.data, "-l", self.data.parent / "log", "-w", "start")

    def stop(self) -> None:
        run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def ask(self, sql: str) -> list[tuple]:
        address = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as database:
            cursor = database.execute(sql)
            return cursor.fetchall() if cursor.description else []


def run(program: str, *arguments: object) -> None:
    """Run a program of PostgreSQL, which refuses to be root, as postgres."""
    command = [str(BINARIES[-1] / program), *map(str, arguments)]
    if os.getuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST, cwd="/")
    if done.returncode:
        raise SystemExit(f"{program} failed: {done.stderr or done.stdout}")


def try_it(folder: Path) -> list[str]:
    """Lose a table and recover it; say what was found at each step."""
    archive, port = folder / "archive", closed_port()
    archive.mkdir()
    if os.getuid() == 0:
        postgres = pwd.getpwnam("postgres")
        for path in (folder, archive):
            os.chown(path, postgres.pw_uid, postgres.pw_gid)
    first = Server(folder / "data", port)
    run("initdb", "-D", first.data, "-U", "postgres", "--auth=trust", "--no-sync")
    with (first.data / "postgresql.conf").open("a") as file:
        file.write(CONFIG.format(port=port, folder=folder, archive=archive))
    first.start()
    try:
        first.ask("CREATE TABLE purchase (number int PRIMARY KEY)")
        first.ask("INSERT INTO purchase SELECT generate_series(1, 1000)")
        base = ("-h", "127.0.0.1", "-p", port, "-U", "postgres", "-X", "none", "-c", "fast")
        run("pg_basebackup", "-D", folder / "base", *base, "--no-sync")
        first.ask("INSERT INTO purchase SELECT generate_series(1001, 1500)")
        [(moment,)] = first.ask("SELECT clock_timestamp()::text")
        time.sleep(0.2)
        first.ask("DROP TABLE purchase")
        first.ask("CREATE TABLE after_it (number int)")
        wait_until_archived(first)
        lost = "purchase" not in tables(first)
    finally:
        first.stop()
    second = Server(folder / "base", port)
    with (second.data / "postgresql.auto.conf").open("a") as file:
        file.write(RECOVERY.format(archive=archive, moment=moment))
    (second.data / "recovery.signal").touch()
    if os.getuid() == 0:
        os.chown(second.data / "recovery.signal", postgres.pw_uid, postgres.pw_gid)
    second.start()
    try:
        wait_until_promoted(second)
        [(count,)] = second.ask("SELECT count(*) FROM purchase")
        found = tables(second)
    finally:
        second.stop()
    if not lost or count != 1500 or "after_it" in found:
        raise SystemExit(f"Not recovered: {count} purchases of 1500, tables {found}")
    return [
        "base backup with 1,000 purchases, 500 more after it, then the table dropped",
        f"recovered to {moment}: {count} purchases; what came after the mistake is not there",
    ]


def tables(server: Server) -> set[str]:
    rows = server.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in rows}


def wait_until_archived(server: Server) -> None:
    """Wait until the segment that holds the mistake has left the server."""
    [(segment,)] = server.ask("SELECT pg_walfile_name(pg_current_wal_lsn() - 1)")
    server.ask("SELECT pg_switch_wal()")
    until(server, f"SELECT last_archived_wal >= '{segment}' FROM pg_stat_archiver")


def wait_until_promoted(server: Server) -> None:
    until(server, "SELECT NOT pg_is_in_recovery()")


def until(server: Server, sql: str) -> None:
    for _ in range(MOST * 2):
        if server.ask(sql) == [(True,)]:
            return
        time.sleep(0.5)
    raise SystemExit(f"It never came: {sql}")


def main() -> None:
    if not BINARIES:
        sys.exit("PostgreSQL's server is not installed (Debian: apt install postgresql).")
    folder = Path(tempfile.mkdtemp(prefix="recovery-"))
    began = time.monotonic()
    try:
        for line in try_it(folder):
            print(line)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"Point-in-time recovery holds, {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
