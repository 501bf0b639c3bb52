"""Addresses as the ledger knows them: by a keyed hash that outlives the address itself."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

from crm_core.consents.models import ConsentSubject
from crm_core.customers.models import Customer
from shop.contact_data import normalised_email, normalised_phone
from shop.user.models import User

Kind = ConsentSubject.Kind
Key = tuple[str, str]


class UnknownAddressError(ValueError):
    """What was given is no address, number, customer or account that a consent can be about."""


def key_of(
    *,
    email: str = "",
    phone: str = "",
    customer: Customer | None = None,
    user: User | None = None,
    visitor: UUID | None = None,
) -> Key:
    """Return whom a consent is about as kind and normalised value; the first that is given counts.

    Raises UnknownAddressError for what is no address, and when nothing is given.
    """
    keys = [
        (str(Kind.EMAIL), normalised_email(email)),
        (str(Kind.PHONE), normalised_phone(phone)),
        (str(Kind.CUSTOMER), str(customer.pk) if customer is not None else ""),
        (str(Kind.USER), str(user.pk) if user is not None else ""),
        (str(Kind.VISITOR), str(visitor or "")),
    ]
    for key in keys:
        if key[1]:
            return key
    raise UnknownAddressError("No e-mail address, number, customer, account or visitor was given.")


def digest(key: Key) -> str:
    """Return the hash under which a key is kept from now on."""
    return _hashed(key, settings.KILN_CONSENT_KEY or settings.SECRET_KEY)


def digests(key: Key) -> list[str]:
    """Return every hash under which a key may be kept: with the present secret and those before."""
    secrets = [settings.KILN_CONSENT_KEY, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_hashed(key, secret) for secret in dict.fromkeys(filter(None, secrets))]


def masked(address: str) -> str:
    """Return an address or number so that its owner knows it and nobody else learns it: "a•••@example.com"."""
    local, at, domain = address.rpartition("@")
    if at:
        return f"{local[:1]}•••@{domain}"
    return f"{'•' * 5}{address[-3:]}" if address else ""


def _hashed(key: Key, secret: str) -> str:
    kind, value = key
    return hmac.new(
        f"kiln.consents:{secret}".encode(), f"{kind}:{value}".encode(), hashlib.sha256
    ).hexdigest()
