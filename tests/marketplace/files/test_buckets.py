"""Buckets: one for everybody, one whose addresses are signed for a moment."""

from marketplace.files.buckets import PrivateBucket, PublicBucket


def test_private_bucket_signs_for_a_moment_and_public_one_does_not():
    how = {"access_key": "a", "secret_key": "b", "region_name": "x", "endpoint_url": "https://s3.x"}
    private = PrivateBucket(bucket_name="private", querystring_auth=True, **how)
    public = PublicBucket(bucket_name="public", querystring_auth=False, **how)
    assert (private.url("a.pdf"), public.url("a.webp")) == ("#", "https://s3.x/public/a.webp")
    signed = private.signed_url("a.pdf", {"ResponseContentType": "application/pdf"}, 120)
    assert signed.startswith("https://s3.x/private/a.pdf?response-content-type=application%2Fpdf&")
    assert "Expires=120" in signed or "Expires=" in signed
    assert private.get_object_parameters("a.pdf")["ContentDisposition"] == "attachment"
