"""One byte changed is found, of a body or of a file; the databases refuse to change a snapshot."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from marketplace.finance.services import find_all_faults
from marketplace.programme.dossiers import guards, handing
from marketplace.programme.dossiers.models import DocumentVersion, DossierEvent, Snapshot
from marketplace.programme.dossiers.snapshots import changed_bodies, digest_of, faults_of
from tests import factories
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(vase, owner, commune):
    return cast.make_handed_on(vase, owner, commune)


@pytest.fixture
def unguarded():
    guards.remove()
    yield
    guards.install()


def test_bodies_are_chained_and_say_all_of_the_dossier(handed, vase):
    first, second = Snapshot.objects.order_by("n")
    body = json.loads(second.body)
    assert json.loads(first.body)["prev"] == ""
    assert body["prev"] == first.sha256 == digest_of(first.body)
    assert body["product"]["code"] == vase.code
    assert body["form03"]["words"] == cast.findings()["words"]
    assert json.loads(first.body)["form03"] is None
    shas = {each["sha256"] for each in body["documents"]}
    assert shas == set(DocumentVersion.objects.values_list("sha256", flat=True))
    assert faults_of(handed) == []
    assert (
        json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == second.body
    )


@pytest.mark.parametrize("n", [1, 2])
def test_one_byte_of_a_body_changed_is_found(handed, unguarded, n):
    row = handed.snapshots.get(n=n)
    body = row.body.replace('"points":4', '"points":3', 1)
    assert body != row.body
    Snapshot.objects.filter(pk=row.pk).update(body=body)
    assert str(n) in faults_of(handed)


def test_the_nightly_check_tells_of_it(handed, vase, owner, unguarded):
    cast.make_filed(factories.make_product(vase.producer), owner)
    assert changed_bodies() == []
    row = handed.snapshots.get(n=1)
    Snapshot.objects.filter(pk=row.pk).update(body=row.body.replace('"points":4', '"points":3', 1))
    assert changed_bodies() == [(handed.pk, ["1", "2"])]
    told = [str(each) for each in find_all_faults() if each.code == "dossier"]
    assert told == [f"What was handed over of dossier {handed.pk} is not what was signed: 1, 2."]


def test_who_writes_a_new_hash_beside_it_is_found_too(handed, unguarded):
    row = handed.snapshots.get(n=1)
    body = row.body.replace('"points":4', '"points":3', 1)
    Snapshot.objects.filter(pk=row.pk).update(body=body, sha256=digest_of(body))
    assert faults_of(handed) == ["1", "2"]


def test_a_signed_body_of_another_dossier_is_found(handed, vase, owner, unguarded):
    other = cast.make_filed(factories.make_product(vase.producer), owner)
    theirs = handed.snapshots.get(n=1)
    facts = {name: getattr(theirs, name) for name in ("body", "sha256", "key", "signature")}
    other.snapshots.update(**facts)
    assert faults_of(other) == ["1"]


def test_a_body_that_is_no_json_any_more_is_found(handed, unguarded):
    handed.snapshots.update(body="{")
    assert faults_of(handed) == ["1", "2"]


def test_a_snapshot_that_is_gone_is_found(handed, unguarded):
    DossierEvent.objects.all().delete()
    handed.snapshots.get(n=1).delete()
    assert faults_of(handed) == ["2"]


def test_one_byte_of_a_file_changed_is_found(handed):
    version = DocumentVersion.objects.order_by("pk").first()
    with Path(version.file.path).open("r+b") as file:
        file.seek(9)
        file.write(b"X")
    assert faults_of(handed) == [f"2/{version.pk}"]
    with pytest.raises(CommandError, match=f"{handed.pk}: 2/{version.pk}"):
        call_command("check_dossiers")
    version.file.storage.delete(version.file.name)
    assert faults_of(handed) == [f"2/{version.pk}"]


def test_check_of_all_says_how_many_are_right(handed, capsys):
    call_command("check_dossiers")
    assert capsys.readouterr().out.strip() == "1 dossiers are as they were signed."


def test_a_snapshot_stays_though_the_dossier_goes_on(vase, owner, commune):
    dossier = cast.make_filed(vase, owner)
    before = dossier.snapshots.get().body
    cast.ask(dossier, commune)
    dossier.claims.update(note="Sửa rồi")
    handing.answer_item(dossier=dossier, item=handing.open_items(dossier).get(), answer="Xong")
    handing.send_answer(dossier=dossier, by=owner)
    first, second = dossier.snapshots.order_by("n")
    assert first.body == before
    assert "Sửa rồi" in second.body and "Xong" in second.body


def test_form_03_is_in_no_body_before_the_commune_hands_it_over(vase, owner, commune, province):
    dossier = cast.make_filed(vase, owner)
    handing.write_opinion(dossier=dossier, by=commune, **cast.findings())

    def asked_and_answered(by):
        cast.ask(dossier, by)
        item = handing.open_items(dossier).get()
        handing.answer_item(dossier=dossier, item=item, answer="Xong")
        handing.send_answer(dossier=dossier, by=owner)

    asked_and_answered(commune)
    handing.hand_on(dossier=dossier, by=commune)
    asked_and_answered(province)
    bodies = [json.loads(each.body) for each in dossier.snapshots.order_by("n")]
    assert [bool(body["form03"]) for body in bodies] == [False, False, True, True]


@pytest.mark.parametrize("model", [Snapshot, DossierEvent])
@pytest.mark.parametrize(
    "change",
    [
        lambda row: type(row).objects.update(dossier=row.dossier),
        lambda row: row.save(),
        lambda row: type(row).objects.filter(pk=row.pk)._raw_delete("default"),
        lambda row: connection.cursor().execute(f"DELETE FROM {row._meta.db_table}"),
    ],
    ids=["update", "save", "delete", "sql"],
)
def test_databases_refuse_to_change_what_was_handed_over(handed, model, change):
    row = model.objects.filter(dossier=handed).first()
    with pytest.raises(DatabaseError, match=guards.WORDS), transaction.atomic():
        change(row)
