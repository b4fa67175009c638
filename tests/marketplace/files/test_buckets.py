"""Buckets: one for everybody, one whose addresses are signed for a moment; and none to be had.

tests/services/test_buckets.py asks servers.
"""

import socket

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.cache import cache
from django.core.files.base import ContentFile

from marketplace.files import buckets
from marketplace.files.buckets import BucketAway, PrivateBucket, PublicBucket, asking, is_silence
from marketplace.files.storage import BUCKET
from marketplace.frame.outside import FAILURES

HOW = {"access_key": "a", "secret_key": "b", "region_name": "x", "endpoint_url": "https://s3.x"}


def refusal(status: int) -> ClientError:
    return ClientError({"ResponseMetadata": {"HTTPStatusCode": status}}, "GetObject")


@pytest.fixture
def gone() -> PublicBucket:
    """A bucket on a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = Config(retries={"total_max_attempts": 1})
    address = f"http://127.0.0.1:{port}"
    return PublicBucket(
        bucket_name="b",
        client_config=config,
        **HOW | {"endpoint_url": address},
        file_overwrite=False,
    )


def test_private_bucket_signs_for_a_moment_and_public_one_does_not():
    config = Config(signature_version="s3v4")
    private = PrivateBucket(
        bucket_name="private", querystring_auth=True, client_config=config, **HOW
    )
    public = PublicBucket(bucket_name="public", querystring_auth=False, **HOW)
    assert (private.url("a.pdf"), public.url("a.webp")) == ("#", "https://s3.x/public/a.webp")
    signed = private.signed_url("a.pdf", {"ResponseContentType": "application/pdf"}, 120)
    assert signed.startswith("https://s3.x/private/a.pdf?response-content-type=application%2Fpdf&")
    assert "X-Amz-Expires=120" in signed
    assert private.get_object_parameters("a.pdf")["ContentDisposition"] == "attachment"


@pytest.mark.parametrize(
    "ask",
    [
        lambda bucket: bucket.save("a.txt", ContentFile(b"text", name="a.txt")),
        lambda bucket: bucket.open("a.txt"),
        lambda bucket: bucket.exists("a.txt"),
        lambda bucket: bucket.delete("a.txt"),
        lambda bucket: bucket.size("a.txt"),
        lambda bucket: bucket.listdir(""),
        lambda bucket: bucket.get_modified_time("a.txt"),
    ],
)
def test_a_bucket_that_is_gone_fails_as_a_disk_does(gone, ask):
    with pytest.raises(BucketAway):
        ask(gone)


def test_it_is_left_alone_after_some_failures(gone, monkeypatch):
    for _ in range(FAILURES):
        assert not gone.answers()
    assert BUCKET.is_ill()
    monkeypatch.setattr(buckets, "is_silence", None)  # nobody is asked any more
    with pytest.raises(BucketAway, match="bucket rests"):
        gone.exists("a.txt")
    cache.clear()


def test_a_refusal_is_an_answer():
    assert [is_silence(refusal(status)) for status in (403, 404, 500, 503)] == [0, 0, 1, 1]
    for _ in range(FAILURES + 1):
        with pytest.raises(BucketAway), asking():
            raise refusal(403)
    assert not BUCKET.is_ill()
    with pytest.raises(ValueError, match="ours"), asking():
        raise ValueError("a mistake of ours stays one")
