"""The types of what a form is made with, for forms that take more than Django's."""

from collections.abc import Mapping, MutableMapping
from typing import TypeAlias, TypedDict

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.forms.renderers import BaseRenderer
from django.forms.utils import ErrorList
from django.utils.datastructures import MultiValueDict

#: What was sent, as a form reads it.
FormData: TypeAlias = Mapping[str, object]


class FormOptions(TypedDict, total=False):
    """What every form takes by name beside `data`."""

    files: MultiValueDict[str, UploadedFile] | None
    auto_id: bool | str
    prefix: str | None
    initial: MutableMapping[str, object] | None
    error_class: type[ErrorList]
    label_suffix: str | None
    empty_permitted: bool
    use_required_attribute: bool | None
    renderer: BaseRenderer | None


class ModelFormOptions(FormOptions, total=False):
    """What the form of a model takes beside `data`."""

    instance: Model | None
