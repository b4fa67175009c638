"""Format the templates, or say with --check which are not as the formatters leave them.

`layout` puts block elements on lines of their own, djangofmt indents, wraps and looks for mistakes.
"""

import subprocess
import sys
from pathlib import Path

from tests.source.layout import laid_out

ROOT = Path(__file__).parents[2]
DJANGOFMT = ROOT / ".venv" / "bin" / "djangofmt"


def listed(folder: str) -> list[str]:
    """List a folder's files as git knows them, new ones too."""
    names = subprocess.check_output(
        ["git", "ls-files", "-co", "--exclude-standard", folder], cwd=ROOT, text=True
    ).split()
    return sorted({name for name in names if (ROOT / name).exists()})


def templates() -> list[Path]:
    return [ROOT / name for name in listed("templates") if name.endswith((".html", ".jinja"))]


def main(check: bool) -> int:
    failed = False
    for path in templates():
        text = path.read_text()
        better = laid_out(text)
        if better != text and check:
            print(f"Would lay out: {path.relative_to(ROOT)}")
            failed = True
        elif better != text:
            path.write_text(better)
    flags = ["--check"] if check else []
    for command in (
        [DJANGOFMT, "--quiet", "--profile", "jinja", *flags],
        [DJANGOFMT, "check", "--output-format", "concise", "--profile", "jinja"],
    ):
        done = subprocess.run([*command, *templates()], capture_output=True, text=True)
        if done.returncode:
            print(done.stdout + done.stderr, end="")
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
