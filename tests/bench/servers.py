"""Servers and loads of a measurement: gunicorn with two workers, wrk from this machine."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var" / "bench"
WORKERS = 2
CONNECTIONS = 4
PATHS_LUA = """
local paths, at = {}, 0
for line in io.lines("LISTING") do paths[#paths + 1] = line end
function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests a second, the median in ms, how many were not 2xx or 3xx."""

    rate: float
    median_ms: float
    bad: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def gunicorn(application: str, env: dict[str, str], workers: int = WORKERS) -> Iterator[str]:
    """Serve a WSGI application; give its address; end it and only it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += [
        "--workers",
        str(workers),
        "--threads",
        "1",
        "--log-level",
        "error",
        "--limit-request-line",
        "0",
    ]
    with (VAR / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=os.environ | env, cwd=ROOT, stderr=log, start_new_session=True
        )
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended; see {VAR / 'server.log'}")
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not come up.")


def wrk(site: str, paths: list[str], seconds: float, cookie: str = "", warm: float = 1) -> Load:
    """Ask for the paths in turn, as fast as answers come; `warm` seconds before are not counted."""
    script, listing = VAR / "paths.lua", VAR / "paths.txt"
    script.write_text(PATHS_LUA.replace("LISTING", str(listing)))
    listing.write_text("\n".join(paths) + "\n")
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{round(seconds)}s",
        "--latency",
        "--timeout",
        "30s",
    ]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    command += ["-s", str(script), site]
    if warm:
        at = command.index(f"-d{round(seconds)}s")
        warming = [*command[:at], f"-d{round(warm)}s", *command[at + 1 :]]
        subprocess.run(warming, capture_output=True, check=True)
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    number, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", text).groups()
    median = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return Load(rate, median, int(bad[1]) if bad else 0)


def memory_mb(site_port: int) -> list[tuple[int, int]]:
    """(resident, share) in MB of each gunicorn process of a port; the share counts a page that
    n processes have in common as one n-th."""
    sizes = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            if f"127.0.0.1:{site_port}".encode() not in command or b"gunicorn" not in command:
                continue
            text = (folder / "smaps_rollup").read_text()
        except OSError:
            continue
        resident, share = (
            int(re.search(rf"^{n}:\s+(\d+)", text, re.M)[1]) // 1024 for n in ("Rss", "Pss")
        )
        sizes.append((resident, share))
    return sorted(sizes)
