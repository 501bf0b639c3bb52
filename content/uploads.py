"""Pictures and documents that editors upload, through the shop's gate (`shop.uploads`)."""

from typing import Any

from django.core.files.base import File
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.contrib.redirects.forms import ImportForm
from wagtail.documents import get_document_model
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.views.serve import serve
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.models import UploadedFile

from shop.uploads.documents import UNKNOWN_TYPE, clean_document
from shop.uploads.fields import DocumentField, PictureField, TableField, cleaned_upload_field, replace_field
from shop.uploads.limits import AVATAR_BYTES, CONTENT_TYPES, LIST_BYTES
from shop.uploads.pictures import clean_picture

AVATAR_SIDE = 400


class CmsPictureField(PictureField, WagtailImageField):
    """Our gate with the words that Wagtail's pages read from their own field."""

    default_validators = []


class CmsDocumentField(DocumentField, WagtailDocumentField):
    """Our gate with the words that Wagtail's pages read from their own field."""


class CmsImageForm(BaseImageForm):
    """Wagtail's form of a picture: one, several at once, in a chooser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"] = cleaned_upload_field(self.fields["file"], CmsPictureField)


class CmsDocumentForm(BaseDocumentForm):
    """Wagtail's form of a document: one, several at once, in a chooser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"] = cleaned_upload_field(self.fields["file"], CmsDocumentField)


def replace_wagtail_upload_fields() -> None:
    """Put the gate into Wagtail's forms without a setting for it: a user's picture, a table of redirects."""
    replace_field(AvatarPreferencesForm, "avatar", PictureField, most_bytes=AVATAR_BYTES, longest=AVATAR_SIDE)
    replace_field(ImportForm, "import_file", TableField, most_bytes=LIST_BYTES, as_csv=True)


def clean_waiting_upload(sender: type, instance: UploadedFile, **kwargs: object) -> None:
    """Clean a file that Wagtail keeps until its form is filled in: it becomes a picture or document later."""
    upload = instance.file
    if not upload or upload._committed:  # type: ignore[attr-defined]
        return
    model = instance.for_content_type.model_class() if instance.for_content_type else None
    gates = {get_image_model(): clean_picture, get_document_model(): clean_document}
    if model in gates:
        instance.file = gates[model](File(upload.file, name=upload.name))


def serve_document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Hand out a document as a file to keep, under a type that no browser runs; 404 as Wagtail says."""
    response = serve(request, document_id, document_filename)
    if response.has_header("Content-Disposition"):
        kind = document_filename.rpartition(".")[2].lower()
        response["Content-Type"] = CONTENT_TYPES.get(kind, UNKNOWN_TYPE)
        response["Content-Disposition"] = response["Content-Disposition"].replace("inline", "attachment", 1)
        response["X-Content-Type-Options"] = "nosniff"
    return response
