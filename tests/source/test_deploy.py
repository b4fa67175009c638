"""What deploy/ ships holds: units, nginx, container and scripts name what is there.

Programs that are not installed are left out; `make check-deploy` does what takes minutes.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from tests.bench.deployment import steps
from tests.marketplace.test_settings_example import READ

ROOT = settings.BASE_DIR
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
CONTAINERFILE = steps((DEPLOY / "container" / "Containerfile").read_text())
COMPOSE = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
# Of Python, the C library and Docker, not of the market.
OTHERS = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "MALLOC_ARENA_MAX"}
HARD = {
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallFilter=@system-service",
    "User=market",
    "UMask=0027",
}


def known() -> set[str]:
    source = (ROOT / "marketplace" / "settings.py").read_text(encoding="utf-8")
    return set(READ.findall(source)) | OTHERS


def needs(program: str):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


# --- Units


@needs("systemd-analyze")
def test_units_are_taken_by_systemd(tmp_path):
    for unit in UNITS:
        text = unit.read_text().replace("/opt/market/current", str(tmp_path))
        (tmp_path / unit.name).write_text(text)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("gunicorn", "python"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.glob("market*")))],
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "market" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_each_service_is_fenced_in_and_runs_a_command_of_ours(unit):
    lines = unit.read_text().splitlines()
    assert set(lines) >= HARD
    [start] = [line for line in lines if line.startswith("ExecStart=")]
    command = re.search(r"manage\.py (\w+)", start)
    assert command is None or command[1] in get_commands()
    if command is None:
        assert "gunicorn marketplace.wsgi" in start
    if "oneshot" not in unit.read_text():
        assert "Restart=always" in lines


def test_every_part_of_the_market_has_its_unit():
    target = (DEPLOY / "systemd" / "market.target").read_text()
    wanted = {re.sub(r"@\d", "@", name) for name in re.findall(r"market-[\w@]+\.\w+", target)}
    assert wanted == {unit.name for unit in UNITS} - {"market.target", "market-backup.service"}


# --- Settings


def test_the_settings_that_are_shipped_are_settings():
    named = re.findall(r"^([A-Z0-9_]+)=", (DEPLOY / "market.env").read_text(), re.M)
    of_units = [
        pair.partition("=")[0]
        for unit in SERVICES
        for line in unit.read_text().splitlines()
        if line.startswith("Environment=")
        for pair in line.removeprefix("Environment=").split()
    ]
    of_image = [
        pair.partition("=")[0]
        for word, rest in CONTAINERFILE
        if word == "ENV"
        for pair in rest.split()
    ]
    of_compose = [
        name
        for service in COMPOSE["services"].values()
        if service.get("image") == "market"
        for name in service["environment"]
    ]
    for names in (named, of_units, of_image, of_compose):
        assert names and set(names) <= known()


# --- nginx


def locations(text: str) -> list[str]:
    """Give what a server does with addresses, line by line, without its paths."""
    start = text.index("location /static/")
    block = text[start : text.rindex("}", 0, text.rstrip().rindex("}") + 1)]
    for given, named in {
        "/var/lib/market/static/": "STATIC/",
        "/var/lib/market/media/": "MEDIA/",
        "/var/lib/market/private/": "PRIVATE/",
        "X-Forwarded-Proto https": "X-Forwarded-Proto FORWARDED_PROTO",
    }.items():
        block = block.replace(given, named)
    lines = [line.strip() for line in block.splitlines()]
    return [line for line in lines if line and line != "}"]


def test_nginx_with_tls_does_the_same_as_the_one_that_is_tested():
    tested = (ROOT / "docs" / "nginx.conf").read_text()
    shipped = (DEPLOY / "nginx.conf").read_text()
    assert locations(shipped) == locations(tested)
    maps = re.findall(r"^\s*(map .*)$", tested, re.M)
    assert maps and re.findall(r"^\s*(map .*)$", shipped, re.M) == maps


@pytest.fixture
def nginx_folder(tmp_path):
    """deploy/nginx.conf with its paths below a folder, a certificate, and nginx around it."""
    text = (DEPLOY / "nginx.conf").read_text()
    for place in ("/etc/letsencrypt", "/var/log/market", "/var/cache/nginx", "/var/lib/market"):
        text = text.replace(place, f"{tmp_path}{place}")
        (tmp_path / place.removeprefix("/")).mkdir(parents=True)
    keys = tmp_path / "etc/letsencrypt/live/shop.example.vn"
    keys.mkdir(parents=True)
    made = f"-keyout {keys}/privkey.pem -out {keys}/fullchain.pem -subj /CN=shop.example.vn"
    curve = "-newkey ec -pkeyopt ec_paramgen_curve:P-256"
    command = f"openssl req -x509 {curve} -nodes -days 1 {made}"
    subprocess.run(command.split(), check=True, capture_output=True)
    (tmp_path / "market.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; include {tmp_path}/market.conf; }}\n"
    )
    return tmp_path


@needs("nginx")
@needs("openssl")
def test_nginx_takes_what_is_shipped(nginx_folder):
    done = subprocess.run(
        ["nginx", "-t", "-q", "-c", nginx_folder / "nginx.conf"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_only_ciphers_with_forward_secrecy_are_spoken():
    text = (DEPLOY / "nginx.conf").read_text()
    assert re.search(r"ssl_protocols (.*);", text)[1] == "TLSv1.2 TLSv1.3"
    ciphers = re.search(r"ssl_ciphers (.*);", text)[1].split(":")
    assert all(re.match(r"ECDHE-\w+-(AES\d+-GCM|CHACHA20)", cipher) for cipher in ciphers)
    assert "return 301 https://$host$request_uri;" in text


@needs("logrotate")
def test_logrotate_takes_what_is_shipped(tmp_path):
    text = (DEPLOY / "logrotate.conf").read_text().replace("/var/log/market", str(tmp_path))
    (tmp_path / "rules").write_text(text.replace("www-data adm", "root root"))
    (tmp_path / "rules").chmod(0o644)
    (tmp_path / "access.log").write_text("x\n")
    done = subprocess.run(
        ["logrotate", "-d", "-s", tmp_path / "state", tmp_path / "rules"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert "error:" not in done.stderr


# --- Container


def test_the_image_copies_what_is_there_and_runs_as_nobody():
    for word, rest in CONTAINERFILE:
        if word == "COPY" and not rest.startswith("--from="):
            for name in rest.split()[:-1]:
                assert name.endswith("*") or (ROOT / name).exists(), name
    assert [rest for word, rest in CONTAINERFILE if word == "USER"] == ["market"]
    assert CONTAINERFILE[-1][0] == "CMD"


def test_all_that_the_market_imports_is_copied():
    copied = " ".join(rest for word, rest in CONTAINERFILE if word == "COPY").split()
    needed = {"catalogue", "cms", "locale", "marketplace", "static", "templates"}
    assert needed | {"manage.py", "gunicorn.conf.py", "requirements.txt"} <= set(copied)


def test_compose_names_commands_of_ours_and_writes_to_volumes_only():
    ours = {n: s for n, s in COMPOSE["services"].items() if s.get("image") == "market"}
    assert ours.keys() == {"prepare", "web", "worker", "clock", "backup"}
    for service in ours.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        for command in re.findall(r"manage\.py (\w+)", service.get("command", "")):
            assert command in get_commands()


# --- Scripts


@pytest.mark.parametrize("name", ["upgrade", "rollback", "settings"])
def test_scripts_are_read_by_the_shell_and_name_commands_of_ours(name):
    script: Path = DEPLOY / name
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    for command in re.findall(r"^\s*(?:.*&& )?manage \"\$\w+\" (\w+)", script.read_text(), re.M):
        assert command in get_commands()
