"""Programs of others, each in a folder of its own, on a free port, ended by itself."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / ".cache" / "services"  # what `make check-services` installed beside Debian's
STARTS_WITHIN = 120.0  # on a machine that does other things, too
ENDS_WITHIN = 15.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(holds: Callable[[], object], seconds: float, what: str) -> float:
    """Wait until something holds; give how long it took. Raises AssertionError when it does not."""
    start = time.monotonic()
    while not holds():
        took = time.monotonic() - start
        assert took < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.1)
    return time.monotonic() - start


def as_user(name: str) -> dict[str, str]:
    """Say for subprocess whom a server runs as: `name` where we are root, ourselves otherwise."""
    return {} if os.geteuid() else {"user": name, "group": pwd_group(name)}


def pwd_group(name: str) -> str:
    import grp

    return grp.getgrgid(pwd.getpwnam(name).pw_gid).gr_name


@contextmanager
def folder_of(user: str) -> Iterator[Path]:
    """Give a folder that a user may write to, below a path that he may walk."""
    folder = Path(tempfile.mkdtemp(prefix="market-services-", dir="/tmp"))
    give(folder, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give(path: Path, user: str) -> Path:
    """Make a path its user's own, with all that is in it."""
    if not os.geteuid():
        for each in [path, *path.rglob("*")]:
            shutil.chown(each, user, pwd_group(user))
    return path


class Program:
    """A server that can be started, ended, killed and started again on the same port."""

    def __init__(
        self,
        *command: str | Path,
        port: int,
        folder: Path,
        user: str = "nobody",
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.command = [str(part) for part in command]
        self.port, self.folder, self.env, self.cwd = port, folder, env or {}, cwd or folder
        self.user = as_user(user) if user else {}
        self.log = folder / f"{Path(self.command[0]).name}-{port}.log"
        self.running: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                env={**os.environ, "HOME": str(self.folder), **self.env},
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.user,  # type: ignore[call-overload]
            )
        if self.port:
            wait_until(self.is_there, STARTS_WITHIN, f"{self.command[0]}\n{self.said()}")

    def is_there(self) -> bool:
        assert self.running is not None
        assert self.running.poll() is None, f"{self.command[0]} ended: {self.said()}"
        return listens(self.port)

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and whatever it started that outlives it."""
        if self.running is None:
            return
        family = self.family()
        with suppress(ProcessLookupError):
            os.kill(self.running.pid, how)
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(ENDS_WITHIN)
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.running.wait(ENDS_WITHIN)
        self.running = None

    def kill(self) -> None:
        """Let it die at once, with all that it started."""
        self.tell(signal.SIGKILL)
        self.end(signal.SIGKILL)

    def freeze(self) -> None:
        """Let it hang: its port takes connections, nobody answers."""
        self.tell(signal.SIGSTOP)

    def thaw(self) -> None:
        self.tell(signal.SIGCONT)

    def tell(self, what: signal.Signals) -> None:
        """Tell something to it and to all that it started."""
        assert self.running is not None
        for pid in self.family():
            with suppress(ProcessLookupError):
                os.kill(pid, what)

    def family(self) -> list[int]:
        """Its process and those below it: PostgreSQL gives each of its own a group."""
        assert self.running is not None
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        found = [self.running.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found


@contextmanager
def running(program: Program) -> Iterator[Program]:
    """Start a program, and end it whatever comes."""
    try:
        program.start()
        yield program
    finally:
        program.end()
