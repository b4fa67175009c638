"""GS1's own schemas and examples, where this machine has them: shared/data/gs1 beside the
checkout, or the folder that GS1_DATA names. They are not ours to hand on, so not in the tree."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, FormatChecker

ROOT = Path(__file__).resolve().parent.parent


def gs1_data() -> Path | None:
    named = os.environ.get("GS1_DATA")
    places = [Path(named)] if named else [up / "shared/data/gs1" for up in ROOT.parents]
    return next((place for place in places if place.is_dir()), None)


def gs1_schema(name: str) -> dict:
    """Read a file of theirs; the test is skipped where there is none."""
    folder = gs1_data()
    if folder is None:
        pytest.skip("GS1's files are not on this machine (GS1_DATA)")
    return json.loads((folder / name).read_text())


def epcis_validator() -> Draft7Validator:
    """Theirs, with dates checked and addresses loosely, as their own examples need it."""
    checker = FormatChecker(["date-time"])

    @checker.checks("uri")
    def is_uri(value: object) -> bool:
        return not isinstance(value, str) or (":" in value and " " not in value)

    return Draft7Validator(gs1_schema("epcis-json-schema.json"), format_checker=checker)
