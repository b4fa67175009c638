"""Hides from the market what its own requirements.txt does not install.

A developer's environment has more: stripe, for one, loads aiohttp wherever it finds it. What a
market needs, and how much memory it takes, is to be seen as a user's machine has it.
"""

import os
import sys

HIDDEN = frozenset(os.environ.get("HIDDEN_LIBRARIES", "").split())


class Hidden:
    """A finder that stands first and finds none of them."""

    @staticmethod
    def find_spec(name: str, path=None, target=None) -> None:
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"requirements.txt does not install {name}", name=name)


sys.meta_path.insert(0, Hidden)
