"""Keeping secrets readable when the key of the environment changes."""

from django.db import transaction

from shop.configuration.encryption import UnreadableSecretError, rotate
from shop.configuration.fields import Secret, SecretField
from shop.configuration.models import MailSettings, PaymentSettings


@transaction.atomic
def rotate_secrets() -> tuple[int, int]:
    """Encrypt every stored secret with the newest key; return how many, and how many no key opens."""
    done = unreadable = 0
    for model in (PaymentSettings, MailSettings):
        names = [field.name for field in model._meta.get_fields() if isinstance(field, SecretField)]
        for row in model.objects.select_for_update():
            for name in names:
                secret: Secret = getattr(row, name)
                if not secret:
                    continue
                try:
                    setattr(row, name, Secret(rotate(secret.token)))
                    done += 1
                except UnreadableSecretError:
                    unreadable += 1
            row.save(update_fields=[*names, "changed_at"])
    return done, unreadable
