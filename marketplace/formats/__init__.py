"""Dates as each language writes them, where Django's own would read oddly in a sentence."""
