"""Pictures between the drop and the save: kept in a folder of their own until they belong to a product."""

from contextlib import suppress
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django.core import signing
from django.core.files.storage import default_storage
from django.utils import timezone

from shop.transactions import after_commit
from shop.uploads.fields import clean_or_validation_error
from shop.uploads.pictures import clean_picture

FOLDER = "images/products/staged"
SALT = "backoffice.picture"
KEPT_FOR = timedelta(days=1)


def stage(file: Any) -> str:
    """Keep an uploaded picture and return the token under which a form holds it.

    Raises ValidationError, and keeps nothing, for what does not pass the gate (`shop.uploads`).
    """
    picture = clean_or_validation_error(file, clean_picture)
    _tidy()
    name = default_storage.save(f"{FOLDER}/{uuid4().hex}{PurePosixPath(picture.name).suffix}", picture)
    return f"staged:{signing.dumps(name, salt=SALT)}"


def staged_name(token: str) -> str:
    """Return where a staged picture lies; empty for a token that is not ours or whose file is gone."""
    if not token.startswith("staged:"):
        return ""
    try:
        name: str = signing.loads(token.removeprefix("staged:"), salt=SALT)
    except signing.BadSignature:
        return ""
    return name if default_storage.exists(name) else ""


def move_to_product(token: str) -> str:
    """Copy a staged picture to where pictures of products lie; return its new name.

    The staged one goes when the transaction is committed: a save that fails can be sent again.
    """
    name = staged_name(token)
    today = timezone.localdate()
    target = f"images/products/{today:%Y/%m}/{PurePosixPath(name).name}"
    with default_storage.open(name) as file:
        saved = default_storage.save(target, file)
    after_commit(default_storage.delete, name)
    return saved


def _tidy() -> None:
    """Delete what nobody saved within a day."""
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(FOLDER)[1]:
            path = f"{FOLDER}/{name}"
            with suppress(FileNotFoundError):
                if default_storage.get_modified_time(path) < timezone.now() - KEPT_FOR:
                    default_storage.delete(path)
