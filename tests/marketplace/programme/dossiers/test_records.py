"""Both sides read the steps, the last on top."""

import pytest

from marketplace.programme.dossiers.records import Act
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def test_steps_name_who_and_from_which_office(vase, owner, commune):
    dossier = cast.ask(cast.make_filed(vase, owner), commune)
    steps = [(each.act, each.by, each.office) for each in dossier.events.all()]
    assert steps == [
        (Act.ASKED, commune, dossier.office),
        (Act.FILED, owner, None),
        (Act.BEGUN, owner, None),
    ]
