"""The whole market as one sealed file, and that file as a market again.

    database, keys, media, private files  ->  tar  ->  age  ->  a folder or a bucket

A backup is an age file (https://age-encryption.org/v1) around a tar file:

    about.json      what it is of: version, migrations, counts of tables, sums of the ledger
    database        SQLite's file, compressed by gzip, or pg_dump's custom format
    keys/…          the secrets of the environment and key files
    media/…, private/…
    parts.json      of each part: files, bytes, SHA-256; what was gone while it was copied

The last member and age's own end tell a whole backup from one that was cut.
"""


class BackupRefused(Exception):
    """No backup is made, read or restored; str() says why and what to do."""
