"""Files are copied as they are at one moment, and written back by name."""

import io
import shutil

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from marketplace.files.buckets import PrivateBucket
from marketplace.operations.backups import BackupRefused, trees
from marketplace.operations.backups.trees import BucketTree, FolderTree, tree_of
from tests.buckets import bucket_server


@pytest.fixture(params=["folder", "bucket"])
def tree(request, tmp_path):
    if request.param == "folder":
        yield FolderTree(tmp_path / "files")
        return
    with bucket_server() as (endpoint, _objects):
        how = {"access_key": "a", "secret_key": "b", "region_name": "x", "endpoint_url": endpoint}
        yield BucketTree(PrivateBucket(bucket_name="private", **how))


def test_what_is_written_is_named_and_read(tree):
    assert tree.is_empty()
    for name in ("b/2.pdf", "a.webp"):
        tree.write(name, io.BytesIO(name.encode()))
    assert not tree.is_empty()
    assert sorted(tree.names()) == ["a.webp", "b/2.pdf"]
    with tree.copy_of("b/2.pdf") as copy:
        assert copy.read() == b"b/2.pdf"
    assert tree.copy_of("gone.pdf") is None


def test_a_file_that_grows_while_it_is_copied_is_copied_anew(tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(b"half")
    copy_file, times = shutil.copyfileobj, []

    def while_it_grows(source, target):
        copy_file(source, target)
        if not times:
            (tmp_path / "a.pdf").write_bytes(b"half and half")
        times.append(1)

    monkeypatch.setattr(trees.shutil, "copyfileobj", while_it_grows)
    with FolderTree(tmp_path).copy_of("a.pdf") as copy:
        assert copy.read() == b"half and half"
    assert len(times) == 2


def test_a_file_that_never_stands_still_is_left_out(tmp_path, monkeypatch):
    (tmp_path / "a.log").write_bytes(b"")

    def while_it_grows(source, target):
        with (tmp_path / "a.log").open("ab") as file:
            file.write(b"more")

    monkeypatch.setattr(trees.shutil, "copyfileobj", while_it_grows)
    assert FolderTree(tmp_path).copy_of("a.log") is None


def test_a_name_that_leads_out_is_refused(tmp_path):
    with pytest.raises(BackupRefused, match="outside of its folder"):
        FolderTree(tmp_path / "files").write("../evil.html", io.BytesIO(b"x"))
    assert not (tmp_path / "evil.html").exists()


def test_the_trees_are_those_of_the_storages(settings):
    name = storages["private"].save("papers/x.pdf", ContentFile(b"%PDF-1.4"))
    assert list(tree_of("private").names()) == [name]
    assert tree_of("default").is_empty()
