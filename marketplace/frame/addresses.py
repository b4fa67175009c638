"""Addresses of a library, some of them answered by a view of our choice."""

from collections.abc import Callable, Iterable, Mapping

from django.urls import URLPattern, URLResolver

from marketplace.frame.access import View

Address = URLPattern | URLResolver


def answered_by(
    addresses: Iterable[Address], views: Mapping[str, View], namespace: str = ""
) -> list[Address]:
    """Copy addresses; those whose name stands in `views` lead there, names stay.

    A name in a namespace is written with it: "wagtailusers_users:edit". Raises LookupError
    for a name that no address has: a library's new version may have renamed it.
    """
    used: set[str] = set()
    copy = list(replaced(addresses, views, namespace, used))
    if missing := sorted(set(views) - used):
        raise LookupError(f"No address has the name {', '.join(missing)}.")
    return copy


def replaced(
    addresses: Iterable[Address], views: Mapping[str, View], namespace: str, used: set[str]
) -> Iterable[Address]:
    for each in addresses:
        if isinstance(each, URLResolver):
            inner = ":".join(filter(None, [namespace, each.namespace]))
            below = list(replaced(each.url_patterns, views, inner, used))
            yield URLResolver(
                each.pattern, below, each.default_kwargs, each.app_name, each.namespace
            )
            continue
        name = ":".join(filter(None, [namespace, each.name]))
        if each.name and name in views:
            used.add(name)
            yield URLPattern(each.pattern, views[name], each.default_args, each.name)
        else:
            yield each


def behind(door: Callable[[View], View], addresses: Iterable[Address]) -> list[Address]:
    """Copy addresses with a door before each of their views."""
    copy: list[Address] = []
    for each in addresses:
        if isinstance(each, URLResolver):
            below = behind(door, each.url_patterns)
            copy.append(
                URLResolver(each.pattern, below, each.default_kwargs, each.app_name, each.namespace)
            )
        else:
            view = door(each.callback)
            copy.append(URLPattern(each.pattern, view, each.default_args, each.name))
    return copy
