"""Two people before a sheet decides anything: one compares it with the gazette, another agrees.

    unchecked ── note_checked, A ──> checked ── put_in_force, B ──> in force
        ^───────────── take_back, anybody with a reason ─────────────────┘

Each step names the digest that its person looked at: a sheet that was changed meanwhile is
another version.
"""

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.frame.states import move
from marketplace.programme.models import SheetEvent, SheetVersion
from marketplace.programme.sheets.reading import NUMBERS, sheet_of
from marketplace.programme.sheets.sheet import Sheet

State, Act = SheetVersion.State, SheetEvent.Act


class SheetRefused(Exception):
    """A sheet cannot take that step, or must not be used; str() says why in a word."""


def binding_sheet(number: int) -> Sheet:
    """Give the sheet by which something may be decided. Raises SheetRefused("unchecked").

    Whatever binds somebody takes its sheet here; `sheet_of` is for reading and for guidance.
    """
    sheet = sheet_of(number)
    if standing_of(sheet) != State.IN_FORCE:
        raise SheetRefused("unchecked")
    return sheet


def standing_of(sheet: Sheet) -> SheetVersion.State:
    """Say how far the sheet as it is now has been checked."""
    found = SheetVersion.objects.filter(number=sheet.number, digest=sheet.digest).first()
    return State(found.state) if found else State.UNCHECKED


def versions_now() -> dict[int, SheetVersion]:
    """Give the version of each sheet as it is now, by number; an unsaved row where none is kept."""
    digests = {number: sheet_of(number).digest for number in NUMBERS}
    rows = SheetVersion.objects.filter(digest__in=digests.values()).select_related("checked_by")
    kept = {row.number: row for row in rows if digests.get(row.number) == row.digest}
    return {
        number: kept.get(number) or SheetVersion(number=number, digest=digest)
        for number, digest in digests.items()
    }


def locked(number: int, digest: str) -> SheetVersion:
    """Give the row of a version, locked. Raises SheetRefused("moved") for another's digest."""
    if number not in NUMBERS or sheet_of(number).digest != digest:
        raise SheetRefused("moved")
    SheetVersion.objects.get_or_create(number=number, digest=digest)
    return SheetVersion.objects.select_for_update().get(number=number, digest=digest)


@transaction.atomic
def note_checked(*, number: int, digest: str, note: str, by: User) -> SheetVersion:
    """Say that a sheet was compared with the gazette; said again by the same person: nothing.

    Raises SheetRefused: "moved", "stands" when another person has, or it is in force.
    """
    version = locked(number, digest)
    if version.is_checked and version.checked_by_id == by.pk:
        return version
    if version.state != State.UNCHECKED:
        raise SheetRefused("stands")
    move(version, State.CHECKED, checked_by=by)
    SheetEvent.objects.create(version=version, act=Act.CHECKED, note=note, by=by)
    return version


@transaction.atomic
def put_in_force(*, number: int, digest: str, note: str, by: User) -> SheetVersion:
    """Agree with who checked a sheet; again: nothing.

    Raises SheetRefused: "moved", "first" before anybody checked it, "own" for who did.
    """
    version = locked(number, digest)
    if version.is_in_force:
        return version
    if not version.is_checked:
        raise SheetRefused("first")
    if version.checked_by_id == by.pk:
        raise SheetRefused("own")
    move(version, State.IN_FORCE)
    SheetEvent.objects.create(version=version, act=Act.IN_FORCE, note=note, by=by)
    return version


@transaction.atomic
def take_back(*, number: int, digest: str, note: str, by: User) -> SheetVersion:
    """Find something wrong: the sheet counts as unchecked again. Again: nothing.

    Raises SheetRefused: "moved", "reason" without one.
    """
    version = locked(number, digest)
    if version.state == State.UNCHECKED:
        return version
    if not note.strip():
        raise SheetRefused("reason")
    move(version, State.UNCHECKED, checked_by=None)
    SheetEvent.objects.create(version=version, act=Act.TAKEN_BACK, note=note, by=by)
    return version
