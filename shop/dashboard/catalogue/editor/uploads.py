"""Pictures between the drop and the save: kept in a folder of their own until they belong to a product."""

from contextlib import suppress
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.catalogue.images import MAX_PIXELS
from shop.transactions import after_commit

FOLDER = "images/products/staged"
SALT = "backoffice.picture"
LARGEST = 20 * 1024 * 1024
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
KEPT_FOR = timedelta(days=1)


def stage(file: Any) -> str:
    """Keep an uploaded picture and return the token under which a form holds it.

    Raises ValidationError, and keeps nothing, for what is no JPEG, PNG or WebP or too large.
    """
    if file.size > LARGEST:
        raise ValidationError(_("%(name)s is larger than 20 MB."), params={"name": file.name})
    image = forms.ImageField().clean(file).image
    if image.format not in FORMATS or image.width * image.height > MAX_PIXELS:
        raise ValidationError(
            _("%(name)s is not a JPEG, PNG or WebP of at most 80 million pixels."), params={"name": file.name}
        )
    file.seek(0)
    _tidy()
    name = default_storage.save(f"{FOLDER}/{uuid4().hex}.{FORMATS[image.format]}", file)
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


def settle(token: str) -> str:
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
