"""manage.py migrate: Django's own, one process at a time: two starts at once are harmless.

Whoever comes second waits, and then finds what is left to do: nothing, most often.
"""

from django.core.management.commands.migrate import Command as Migrate

from marketplace.frame.alone import alone


class Command(Migrate):
    def handle(self, *args, **options):
        def wait(text: str) -> None:
            self.stdout.write(text)
            self.stdout.flush()

        with alone("migrate", using=options["database"], wait=wait):
            return super().handle(*args, **options)
