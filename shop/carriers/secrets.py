"""The settings of a carrier's account: one encrypted JSON object of strings."""

import json
from collections.abc import Mapping

from shop.carriers.models import CarrierAccount
from shop.configuration.fields import Secret


def settings_of(account: CarrierAccount) -> dict[str, str]:
    """Return what staff entered, in clear. Raises UnreadableSecretError where the key is gone."""
    text = account.settings.reveal()
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def keep_settings(account: CarrierAccount, given: Mapping[str, str]) -> None:
    """Put settings into an account, encrypted; the caller saves it."""
    kept = {name: value for name, value in sorted(given.items()) if value}
    account.settings = Secret.of(json.dumps(kept)) if kept else Secret()
