"""Secrets as they lie in the database: encrypted with a key that only the environment has.

KILN_SECRETS_KEYS lists the keys, the newest first: it encrypts, all of them decrypt, so that a key is
replaced by putting the new one before the old, `manage.py rotate_secrets`, and taking the old one away.
Without it the keys are derived from the site's SECRET_KEY (and SECRET_KEY_FALLBACKS).
"""

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

BYTES = 32
#: Keeps these keys apart from whatever else is derived from the same secret.
PURPOSE = b"kiln.configuration.secrets"


class UnreadableSecretError(Exception):
    """A stored secret was encrypted with a key that the environment no longer has."""


def encrypt(text: str) -> str:
    """Return a token that only the environment's key opens; twice the same text gives two tokens."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what was encrypted. Raises UnreadableSecretError."""
    try:
        return _cipher().decrypt(token.encode()).decode()
    except (InvalidToken, ValueError) as error:
        raise UnreadableSecretError from error


def rotate(token: str) -> str:
    """Encrypt anew with the newest key. Raises UnreadableSecretError."""
    return encrypt(decrypt(token))


def _cipher() -> MultiFernet:
    keys = settings.KILN_SECRETS_KEYS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([_fernet(key) for key in keys])


@cache
def _fernet(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=BYTES, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))
