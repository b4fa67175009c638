"""The demo market's long texts: one TOML file a page, in three languages, with the sources of its facts.

shapes.py says what a page is made of, reading.py reads the files and refuses what is not whole.
"""

from marketplace.demo.texts.reading import NotWhole, pages, read_page
from marketplace.demo.texts.shapes import KINDS, LANGUAGES, Page, Words

__all__ = ["KINDS", "LANGUAGES", "NotWhole", "Page", "Words", "pages", "read_page"]
