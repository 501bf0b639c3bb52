"""Forms of preferences."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.user.models import User


class PreferencesForm(forms.ModelForm):
    """The language somebody wants to be addressed in."""

    class Meta:
        model = User
        fields = ("language",)
        help_texts = {"language": _("For pages after you log in, and for our mails.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["language"].choices[1:]
        self.fields["language"].choices = [("", _("As the page I am on")), *choices]
