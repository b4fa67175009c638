"""Bring what is stored to what the door gives: no place in a picture, no phone's name, no paper
among what strangers may fetch. Safe to repeat and to stop: each row is done by itself.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Model

from marketplace.files.bare import is_bare
from marketplace.files.fields import PrivateFileField, PrivatePictureField
from marketplace.files.kinds import kind_of
from marketplace.files.pictures import Picture, as_kept
from marketplace.files.sizes import NAME_OF_CHANCE, variant_names
from marketplace.files.storage import private_storage, truly_named

logger = logging.getLogger(__name__)
DRAWN_BY_US = "images/demo/"  # the demo market's drawings, named after their products
DERIVED = {"wagtailimages.rendition"}  # made anew from their pictures when they are gone


@dataclass
class Tidied:
    """What was done, by kind; `unreadable` names what only people can judge."""

    redrawn: list[str] = field(default_factory=list)
    made_private: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def file_fields() -> Iterator[tuple[type[Model], models.FileField]]:
    """Every field of every model that names a file."""
    for model in apps.get_models(include_auto_created=True):
        for each in model._meta.concrete_fields:
            if isinstance(each, models.FileField) and not model._meta.proxy:
                yield model, each


def is_private(each: models.Field) -> bool:
    return isinstance(each, PrivateFileField | PrivatePictureField)


def names_in(model: type[Model], each: models.Field) -> list[str]:
    """Names of files that rows of a model hold in a field, each once."""
    rows = model._base_manager.exclude(**{each.name: ""}).exclude(**{each.name: None})
    return list(rows.order_by().values_list(each.name, flat=True).distinct())


def make_private(done: Tidied, *, is_rehearsal: bool = False) -> None:
    """Move the files of private fields that still lie among the public ones."""
    for model, each in file_fields():
        if not is_private(each):
            continue
        for name in names_in(model, each):
            if private_storage().exists(name) or not default_storage.exists(name):
                continue
            done.made_private.append(name)
            if not is_rehearsal:
                kept = copy_to_private(name)
                model._base_manager.filter(**{each.name: name}).update(**{each.name: kept})
                default_storage.delete(name)


def copy_to_private(name: str) -> str:
    """Copy a public file into private storage under a name of chance; give the name."""
    storage = private_storage()
    with default_storage.open(name) as file:
        return storage.save(storage.generate_filename(name), file)


def is_tidy(name: str) -> bool:
    """Tell whether a public picture is bare and its name says nothing; others are no pictures.

    Raises OSError where it is not there.
    """
    with default_storage.open(name) as file:
        content = cast(Any, file)
        kind = kind_of(content, name)
        if not kind.is_picture:
            return True
        is_named = NAME_OF_CHANCE.match(PurePosixPath(name).stem) or name.startswith(DRAWN_BY_US)
        return bool(is_named) and truly_named(name, kind) == name and is_bare(content)


def redraw_pictures(done: Tidied, *, is_rehearsal: bool = False) -> None:
    """Draw anew every public picture that a row names and that carries more than pixels."""
    for model, each in file_fields():
        if is_private(each) or model._meta.label_lower in DERIVED:
            continue
        for name in names_in(model, each):
            try:
                if is_tidy(name):
                    continue
                done.redrawn.append(name)
                picture = read(name)
                if not is_rehearsal:
                    redraw(model, each, name, picture)
            except FileNotFoundError:
                done.missing.append(name)
            except (OSError, ValidationError):
                done.redrawn.remove(name)
                done.unreadable.append(name)
                logger.warning("%s cannot be read as a picture", name)


def read(name: str) -> Picture:
    """Read a stored picture as the door gives it. Raises OSError, ValidationError."""
    with default_storage.open(name) as file:
        return as_kept(cast(Any, file))


def redraw(model: type[Model], each: models.FileField, name: str, picture: Picture) -> None:
    """Put a picture drawn anew, under a name of chance, in the place of a stored one."""
    with transaction.atomic():
        for row in model._base_manager.select_for_update().filter(**{each.name: name}):
            replace(row, each, picture)
    remove(name)


def replace(row: Any, each: models.FileField, picture: Picture) -> None:
    """Give one row its own copy; a library picture's facts and renditions follow."""
    picture.seek(0)
    getattr(row, each.name).save(picture.name, picture, save=False)
    changed = [each.attname]
    if hasattr(row, "_set_image_file_metadata"):  # Wagtail's library
        row._set_image_file_metadata()
        row.renditions.all().delete()
        changed += ["file_size", "file_hash", "width", "height"]
    row.save(update_fields=changed)


def remove(name: str) -> None:
    """Take a public file away with its sizes."""
    for each in [name, *variant_names(name)]:
        if default_storage.exists(each):
            default_storage.delete(each)


def stored_names(folder: str = "") -> Iterator[str]:
    """Every name in public storage, folder by folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}" if folder else name
    for each in folders:
        yield from stored_names(f"{folder}/{each}" if folder else each)


def redraw_strays(done: Tidied, *, is_rehearsal: bool = False) -> None:
    """Draw anew, where they lie, pictures that no row names: whoever has the address sees them."""
    for name in list(stored_names()):
        with default_storage.open(name) as file:
            content = cast(Any, file)
            if not kind_of(content, name).is_picture or is_bare(content):
                continue
            if name in done.redrawn + done.unreadable + done.made_private:
                continue  # told already: a rehearsal leaves them where they are
            try:
                picture = as_kept(content)
            except ValidationError:
                done.unreadable.append(name)
                continue
        if is_rehearsal:
            done.redrawn.append(name)
            continue
        default_storage.delete(name)
        default_storage.save(name, picture)
        done.redrawn.append(name)
