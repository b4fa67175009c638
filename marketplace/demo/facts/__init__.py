"""What the demo market sells: one table of facts a product, and the words for them.

`products.csv` holds the facts as keys (form, material, pattern, ...), `words.csv` says each
key in Vietnamese, English and Indonesian. Names, facts told, alternative texts and rendered
pictures all come from the same row, so they cannot contradict each other. All producers and
products are invented; prices are what such things cost in Hanoi's shops, rounded.
`told.csv` says which of the market's words (catalogue/facts/) a craft's material is.
Nothing here needs Django: the picture studio reads it in an environment of its own.
"""

from marketplace.demo.facts.table import LANGUAGES, VISITS, Facts, all_facts, word

__all__ = ["LANGUAGES", "VISITS", "Facts", "all_facts", "word"]
