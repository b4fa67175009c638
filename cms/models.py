"""Wagtail's pages of the market."""
