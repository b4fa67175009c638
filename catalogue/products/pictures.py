"""Addresses of the sizes that pages show: they follow from the original's name alone.

    images/products/3f9c….jpg  ->  images/products/3f9c….w320.webp, .w640.webp, .w1200.webp

A page writes them without asking storage; marketplace.files.sizes draws them.
"""

from functools import lru_cache

from django.core.files.storage import default_storage

from marketplace.files.sizes import WIDTHS, has_avif, variant_name

__all__ = ["WIDTHS", "avif_srcset", "srcset", "variant_name", "variant_url"]


@lru_cache(maxsize=4096)  # an address follows from the name alone
def variant_url(name: str, width: int) -> str:
    """Address of the picture at `width` pixels; `width` must be one of WIDTHS."""
    return default_storage.url(variant_name(name, width)) if name else ""


def joined(name: str, ending: str) -> str:
    first = default_storage.url(variant_name(name, WIDTHS[0], ending))
    tail = f".w{WIDTHS[0]}.{ending}"
    stem = first.removesuffix(tail)
    return ", ".join(f"{stem}.w{width}.{ending} {width}w" for width in WIDTHS)


@lru_cache(maxsize=4096)
def srcset(name: str) -> str:
    """Write the srcset of a picture over all WIDTHS."""
    return joined(name, "webp") if name else ""


@lru_cache(maxsize=4096)
def avif_srcset(name: str) -> str:
    """Write the same for AVIF; empty where a picture has none (drawn by the demo market)."""
    return joined(name, "avif") if name and has_avif(name) else ""
