"""Format the templates, or say with --check which are not as the formatters leave them.

Three tools, each for what it does best: `layout` puts block elements on lines of their own,
djangofmt indents and wraps, djade writes Django's tags as its newest version wants them.
Templates of both engines end in .html; which one a template is for shows in its tags.
"""

import re
import subprocess
import sys
from pathlib import Path

from tests.source.layout import laid_out

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv" / "bin"
DJANGO_ONLY = re.compile(
    r"\{% (?:load|translate|blocktranslate|trans \"|url|static|csrf_token|compiled|cycle|now) ?"
)
# Being rewritten: these folders and files leave the list as soon as they are done.
NOT_YET = ("templates/old/",)


def listed(folder: str) -> list[str]:
    """List a folder's files as git knows them, new ones too."""
    names = subprocess.check_output(
        ["git", "ls-files", "-co", "--exclude-standard", folder], cwd=ROOT, text=True
    ).split()
    return sorted({name for name in names if (ROOT / name).exists()})


def templates() -> list[Path]:
    """List the templates, without those that wait to be rewritten."""
    return [
        ROOT / name
        for name in listed("templates")
        if name.endswith((".html", ".jinja")) and not name.startswith(NOT_YET)
    ]


def is_django(text: str) -> bool:
    return bool(DJANGO_ONLY.search(text))


def main(check: bool) -> int:
    django, jinja = [], []
    failed = False
    for path in templates():
        text = path.read_text()
        (django if is_django(text) else jinja).append(str(path))
        better = laid_out(text, is_jinja=not is_django(text))
        if better != text and check:
            print(f"Would lay out: {path.relative_to(ROOT)}")
            failed = True
        elif better != text:
            path.write_text(better)
    flags = ["--check"] if check else []
    lint = [BIN / "djangofmt", "check", "--output-format", "concise", "--profile"]
    for command, paths in (
        ([BIN / "djangofmt", "--quiet", "--profile", "django", *flags], django),
        ([BIN / "djangofmt", "--quiet", "--profile", "jinja", *flags], jinja),
        ([*lint, "django"], django),
        ([*lint, "jinja"], jinja),
        ([BIN / "djade", "--target-version", "5.2", *flags], django),
    ):
        if paths:
            done = subprocess.run([*command, *paths], capture_output=True, text=True)
            if done.returncode and (check or "djade" not in str(command[0])):
                print(done.stdout + done.stderr, end="")
                failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
