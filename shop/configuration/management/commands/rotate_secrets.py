"""`manage.py rotate_secrets`: after a new key stands first in KILN_SECRETS_KEYS."""

from django.core.management.base import BaseCommand, CommandError

from shop.configuration.services import rotate_secrets


class Command(BaseCommand):
    help = "Encrypt the stored payment keys and the mail password with the newest key of KILN_SECRETS_KEYS"

    def handle(self, *args: object, **options: object) -> None:
        done, unreadable = rotate_secrets()
        self.stdout.write(f"{done} secrets are encrypted with the newest key.")
        if unreadable:
            raise CommandError(f"{unreadable} secrets cannot be read with any key; enter them again.")
