"""Files that only a view hands out, after asking who wants them: they lie outside of the public media."""

from os.path import abspath
from pathlib import PurePosixPath
from typing import Protocol

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse

from shop.transactions import after_commit
from shop.uploads.documents import UNKNOWN_TYPE
from shop.uploads.limits import CONTENT_TYPES


class HasFile(Protocol):
    """A row with a file."""

    file: FieldFile


class PrivateStorage(FileSystemStorage):
    """Files below `KILN_PRIVATE_ROOT`, as the setting is when one is asked for; they have no address."""

    @property
    def base_location(self) -> str:
        """Return where they lie."""
        return str(settings.KILN_PRIVATE_ROOT)

    @property
    def location(self) -> str:
        """Return where they lie, in full."""
        return abspath(self.base_location)

    def url(self, name: str | None) -> str:
        """Refuse: a view hands them out."""
        raise ValueError("A private file has no address.")


def private_storage() -> Storage:
    """Return where they are kept, which no server hands out."""
    return PrivateStorage()


def content_type_of(name: str) -> str:
    """Return the type under which a file of this name is handed out."""
    return CONTENT_TYPES.get(PurePosixPath(name).suffix.lower().removeprefix("."), UNKNOWN_TYPE)


def delete_file_with_row(sender: object, instance: HasFile, **kwargs: object) -> None:
    """Receiver of `post_delete`: let the file of a row go once the row is gone for good."""
    after_commit(instance.file.storage.delete, instance.file.name)


def private_file(file: FieldFile, *, name: str) -> FileResponse:
    """Hand a file out as one to keep: no browser shows it as a page of ours."""
    response = FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type=content_type_of(name)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
