"""Forms of the account area."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer import forms as oscar_forms
from oscar.core.loading import get_model

from shop.user.models import User

WishList = get_model("wishlists", "WishList")

ProductAlertForm = oscar_forms.ProductAlertForm


class ProfileForm(forms.ModelForm):
    """The user's name; e-mail addresses are allauth's, because each has to be confirmed."""

    class Meta:
        model = User
        fields = ("first_name", "last_name")
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        kwargs["instance"] = user
        super().__init__(*args, **kwargs)


class WishListForm(forms.ModelForm):
    """A wish list's name and who may see it: its owner, or whoever has the link."""

    is_shared = forms.BooleanField(
        required=False,
        label=_("Whoever has the link may see it"),
        help_text=_("For birthdays and weddings. Nobody but you can change it."),
    )

    class Meta:
        model = WishList
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_shared"].initial = self.instance.visibility == WishList.PUBLIC
        if not self.instance.pk:
            self.initial["name"] = ""

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        """Save the list as private or open to whoever has its link."""
        self.instance.visibility = WishList.PUBLIC if self.cleaned_data["is_shared"] else WishList.PRIVATE
        return super().save(commit)
