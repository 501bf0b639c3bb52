"""What a buyer says of a return: first what and why, then, with the money in view, words and photos."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from shop.returns.models import ReturnReason
from shop.returns.queries import ReturnableLine
from shop.returns.replacements import Replacement
from shop.returns.services import MOST_PHOTOS, Wanted
from shop.returns.states import Outcome
from shop.uploads.fields import PICTURE_TYPES, clean_or_validation_error
from shop.uploads.limits import REVIEW_PHOTO_BYTES
from shop.uploads.pictures import clean_picture

LONGEST_SIDE = 1600


class ChooseForm(forms.Form):
    """How many pieces of each line go back, why, and what the buyer wants for them."""

    outcome = forms.ChoiceField(label=gettext_lazy("What would you like for them?"), widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    #: Whether what the policy leaves out is not offered.
    is_bound_by_policy = True

    def __init__(
        self,
        *args: Any,
        lines: Sequence[ReturnableLine],
        reasons: Sequence[ReturnReason],
        replacements: Mapping[int, Sequence[Replacement]],
        outcomes: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "key": uuid4().hex,
            "outcome": outcomes[0][0],
            **(kwargs.pop("initial", None) or {}),
        }
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        self.lines = [
            item for item in lines if item.is_offered or (item.pieces and not self.is_bound_by_policy)
        ]
        self.reasons = {str(reason.pk): reason for reason in reasons}
        for item in self.lines:
            self._add_line(item, reasons, replacements.get(item.line.pk, ()))

    def _add_line(
        self, item: ReturnableLine, reasons: Sequence[ReturnReason], instead: Sequence[Replacement]
    ) -> None:
        pk = item.line.pk
        self.fields[f"quantity-{pk}"] = forms.TypedChoiceField(
            label=_("Units to return"),
            choices=[(number, str(number)) for number in range(item.pieces + 1)],
            coerce=int,
            initial=0,
        )
        self.fields[f"reason-{pk}"] = forms.ChoiceField(
            label=_("Reason"),
            choices=[("", _("Please choose")), *((str(reason.pk), reason.name) for reason in reasons)],
            required=False,
        )
        if instead:
            self.fields[f"replacement-{pk}"] = forms.ChoiceField(
                label=_("Send me instead"),
                choices=[("", _("Please choose")), *((str(each.product_id), each.title) for each in instead)],
                required=False,
                help_text=_("For an exchange."),
            )

    def clean(self) -> dict[str, object]:
        """Ask for a piece, for the reason of each line and, for an exchange, for what is wanted instead."""
        cleaned: dict[str, object] = super().clean() or {}
        chosen = [item for item in self.lines if cleaned.get(f"quantity-{item.line.pk}")]
        if not chosen and not self.errors:
            raise ValidationError(_("Please choose at least one item to return."))
        for item in chosen:
            if self.reasons and not cleaned.get(f"reason-{item.line.pk}"):
                self.add_error(f"reason-{item.line.pk}", _("Please choose a reason."))
            if cleaned.get("outcome") == Outcome.EXCHANGE:
                self._check_replacement(item, cleaned)
        return cleaned

    def _check_replacement(self, item: ReturnableLine, cleaned: Mapping[str, object]) -> None:
        name = f"replacement-{item.line.pk}"
        if name not in self.fields:
            words = _("There is nothing in stock to exchange this item for: please choose another outcome.")
            self.add_error(f"quantity-{item.line.pk}", words)
        elif not cleaned.get(name):
            self.add_error(name, _("Please choose what we send instead."))

    @property
    def wanted(self) -> list[Wanted]:
        """Return what was chosen."""
        cleaned = self.cleaned_data
        return [
            Wanted(
                line_id=item.line.pk,
                quantity=cleaned[f"quantity-{item.line.pk}"],
                reason_id=int(cleaned[f"reason-{item.line.pk}"] or 0) or None,
                replacement_id=int(cleaned.get(f"replacement-{item.line.pk}") or 0) or None,
            )
            for item in self.lines
            if cleaned[f"quantity-{item.line.pk}"]
        ]

    @property
    def chosen_reasons(self) -> list[ReturnReason]:
        """Return the reasons that were chosen."""
        return [self.reasons[str(item.reason_id)] for item in self.wanted if item.reason_id]

    @property
    def rows(self) -> list[tuple[ReturnableLine, list[forms.BoundField]]]:
        """Pair each line with its fields."""
        names = ("quantity", "reason", "replacement")
        return [
            (item, [self[name] for part in names if (name := f"{part}-{item.line.pk}") in self.fields])
            for item in self.lines
        ]

    def hide(self) -> None:
        """Carry what was chosen through the second step unseen."""
        for field in self.fields.values():
            field.widget = forms.HiddenInput()


class PhotosInput(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Some pictures, each encoded anew by the gate (`shop.uploads`)."""

    widget = PhotosInput

    def clean(self, data: object, initial: object = None) -> list[UploadedFile]:
        """Return the pictures as ours. Raises ValidationError that names the file."""
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_PHOTOS:
            text = ngettext("At most %(n)d photo.", "At most %(n)d photos.", MOST_PHOTOS)
            raise ValidationError(text % {"n": MOST_PHOTOS})
        return [
            clean_or_validation_error(forms.FileField.clean(self, upload), _picture) for upload in uploads
        ]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Offer what is taken."""
        return {**super().widget_attrs(widget), "accept": PICTURE_TYPES}


def _picture(upload: UploadedFile) -> UploadedFile:
    return clean_picture(upload, most_bytes=REVIEW_PHOTO_BYTES, longest=LONGEST_SIDE)


class DetailsForm(forms.Form):
    """Words and photos of what is wrong."""

    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = PhotosField(label=gettext_lazy("Photos"), required=False)

    def __init__(self, *args: Any, needs_photos: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].required = needs_photos
        if needs_photos:
            self.fields["photos"].help_text = _("Please show us what is wrong.")
