"""Make the table of keys, and write down those that this installation went by so far.

Labels are printed for years: whatever checked them yesterday checks them tomorrow. A key of labels
came from LABEL_KEYS or followed from SECRET_KEY, hashes of hidden codes and names in events
followed from SECRET_KEY, and signatures came from ORIGIN_SIGNING_KEY or a file in VAR_DIR. An
installation that has made nothing yet writes nothing: it gets keys of its own.
"""

import base64
import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from marketplace.keys.migrations._closing import columns


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def write_down(apps, schema_editor):
    keys = apps.get_model("keys", "Key").objects
    labels = apps.get_model("origin", "Label").objects
    events = apps.get_model("origin", "TraceEvent").objects
    now = timezone.now()
    first = apps.get_model("origin", "LabelBatch").objects.order_by("made_at").first()
    since = first.made_at if first else now

    def add(purpose, name, secret, **more):
        if not keys.filter(purpose=purpose, name=name).exists():
            closed = columns(secret, purpose, name, settings.KEYS_SECRET)
            keys.create(purpose=purpose, name=name, **closed, **more)

    given = list(settings.LABEL_KEYS)
    for place, pair in enumerate(given):
        name, _, key = pair.partition(":")
        made = since + datetime.timedelta(microseconds=place)
        is_last = place == len(given) - 1
        add("labels", name, key.encode(), made_at=made, retired_at=None if is_last else now)
    if not given and labels.exists():
        derived = salted_hmac(
            "label-key-0", "", secret=settings.SECRET_KEY, algorithm="sha256"
        ).digest()
        add("labels", "0", derived, made_at=since)
    if labels.exists() or events.exists():
        add("records", "1", settings.SECRET_KEY.encode(), made_at=since)
    file = settings.VAR_DIR / "origin-signing.key"
    text, made = settings.ORIGIN_SIGNING_KEY, now
    if not text and file.exists():
        text = file.read_text()
        made = datetime.datetime.fromtimestamp(file.stat().st_mtime, datetime.UTC)
    if text:
        seed = base64.b64decode(text)
        public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        name = base64url(sha256(public).digest()[:9])
        add("statements", name, seed, made_at=made, public=base64url(public))


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("origin", "0005_files_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name='Key',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('labels', 'Serials of labels'), ('statements', 'Signatures on what we state'), ('records', 'Names and hidden codes in records'), ('factors', 'Second factors at rest')], max_length=12, verbose_name='Purpose')),
                ('name', models.CharField(max_length=16, verbose_name='Name')),
                ('sealed', models.TextField(blank=True, editable=False)),
                ('sealed_by', models.CharField(blank=True, editable=False, max_length=8)),
                ('public', models.CharField(blank=True, max_length=64, verbose_name='Public key')),
                ('made_at', models.DateTimeField(default=timezone.now, verbose_name='Made')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='Retired')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='Revoked')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='Reason')),
            ],
            options={
                'verbose_name': 'Key',
                'verbose_name_plural': 'Keys',
                'ordering': ['purpose', 'made_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('purpose', 'name'), name='key_named_once'), models.UniqueConstraint(condition=models.Q(('retired_at', None), ('revoked_at', None)), fields=('purpose',), name='key_makes_alone')],
            },
        ),
        migrations.RunPython(write_down, migrations.RunPython.noop),
    ]
