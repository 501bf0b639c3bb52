"""Forms of preferences."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.user.models import User


class PreferencesForm(forms.ModelForm):
    """The language somebody wants to be addressed in."""

    class Meta:
        model = User
        fields = ("language",)
        help_texts = {"language": _("For pages after you log in, and for our mails.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = cast("forms.TypedChoiceField", self.fields["language"])
        language.choices = [("", _("Same as the current page")), *settings.LANGUAGES]
