"""Quotes: many of a maker's goods asked for, offered at a price, turned into a purchase."""
