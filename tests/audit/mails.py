"""The mails of the outbox, written out in each language: subject, plain text, HTML."""

from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from django.apps import apps
from django.conf import settings

from tests.audit.reading import Reader, flat, without_chance


@cache
def composer():
    """Find the function that writes a mail of the outbox, wherever it lives."""
    root = Path.cwd()
    for file in sorted(root.glob("marketplace/**/*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        if "mail" in "/".join(parts) and "\ndef compose(" in file.read_text():
            return import_module(".".join(parts).removesuffix(".__init__")).compose
    raise SystemExit("No compose() in a module named mail: tell tests/audit/mails.py")


def lines_of(message) -> tuple[list[str], list[str]]:
    """Give the lines and the elements of one mail; what fails is told as its line."""
    try:
        mail = composer()(message)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"], []
    lines = [f"subject: {mail.subject}", *filter(None, map(flat, mail.body.splitlines()))]
    items: list[str] = []
    for alternative in mail.alternatives:
        reader = Reader(settings.STATIC_URL)
        reader.feed(alternative[0])
        facts = reader.facts()
        lines += ["--- HTML", *facts.lines]
        items += facts.items
    return lines, items


def newest() -> int:
    last = apps.get_model("purchases", "MailMessage").objects.order_by("-pk").first()
    return last.pk if last else 0


def written_since(last: int) -> list[str]:
    """The lines of mails that were put into the outbox after this one."""
    told = []
    for message in apps.get_model("purchases", "MailMessage").objects.filter(pk__gt=last):
        lines, items = lines_of(message)
        told += [f"mail {message.template} {message.language} to {message.to}", *lines, *items]
    return [without_chance(line, fresh=True) for line in told]


def write_all(is_wanted) -> list[dict]:
    """An entry for each message of the outbox and language."""
    entries = []
    for message in apps.get_model("purchases", "MailMessage").objects.order_by("pk"):
        view = f"mail:{message.template}"
        if not is_wanted(SimpleNamespace(view=view, address=view)):
            continue
        for code, _name in settings.LANGUAGES:
            message.language = code
            lines, items = lines_of(message)
            entries.append(
                {
                    "role": f"mail in {code}",
                    "view": view,
                    "method": "",
                    "address": message.key,
                    "status": 200,
                    "to": message.to,
                    "type": "",
                    "error": "",
                    "lines": lines,
                    "items": items,
                    "static": [],
                    "queries": [],
                }
            )
    return entries
