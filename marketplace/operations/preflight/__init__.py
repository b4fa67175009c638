"""What a market lacks before it may open: checks of Django's own kind, a sentence each that mends.

`manage.py preflight` asks them all; `manage.py check --deploy` asks those that need no database.
"""
