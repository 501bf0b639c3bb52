"""What somebody writes about a piece."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _, ngettext

from shop.uploads.fields import PICTURE_TYPES, PictureField
from shop.uploads.limits import REVIEW_PHOTO_BYTES

MOST_PHOTOS = 4
LONGEST_SIDE = 1600


class PhotosInput(forms.ClearableFileInput):
    """A file field that takes several."""

    allow_multiple_selected = True


class PhotosField(PictureField):
    """Several pictures, one after the other; the first that is none is said."""

    widget = PhotosInput(attrs={"multiple": True, "accept": PICTURE_TYPES})

    def __init__(self, **kwargs: object) -> None:
        super().__init__(most_bytes=REVIEW_PHOTO_BYTES, longest=LONGEST_SIDE, as_format="WEBP", **kwargs)

    def clean(self, data: object, initial: object = None) -> list[object]:
        """Return the pictures as WebP; refuse too many, too large ones and what is no picture."""
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if len(files) > MOST_PHOTOS:
            raise ValidationError(
                ngettext(
                    "Please choose %(most)d photo at most.",
                    "Please choose %(most)d photos at most.",
                    MOST_PHOTOS,
                )
                % {"most": MOST_PHOTOS}
            )
        return [super(PhotosField, self).clean(file) for file in files]


class ProductReviewForm(forms.Form):
    """A score from 1 to 5, words, and up to four photographs."""

    score = forms.TypedChoiceField(
        label=_("Rating"),
        coerce=int,
        choices=[
            (5, _("5: very good")),
            (4, _("4: good")),
            (3, _("3: average")),
            (2, _("2: poor")),
            (1, _("1: very poor")),
        ],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Review title"), max_length=100)
    body = forms.CharField(
        label=_("Your review"), widget=forms.Textarea, validators=[MaxLengthValidator(5000)]
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to four. Where and when they were taken is removed."),
    )
