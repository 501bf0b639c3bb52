"""Forms of the account area."""

from typing import Any, ClassVar

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from shop.catalogue.models import Product
from shop.contact_fields import LineField
from shop.user.models import User

WishList = get_model("wishlists", "WishList")

# Staff send somebody a new password; Oscar's own form leads to a page that does not exist here.
PasswordResetForm = ResetPasswordForm


class ProductAlertForm(forms.Form):
    """A guest's e-mail address; a user needs none. What the address waits for is nobody's business."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, user: User | AnonymousUser, product: Product, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.is_authenticated:
            del self.fields["email"]


class ProfileForm(forms.ModelForm):
    """The user's name; e-mail addresses are allauth's, because each has to be confirmed."""

    class Meta:
        model = User
        fields = ("first_name", "last_name")
        field_classes: ClassVar = {"first_name": LineField, "last_name": LineField}
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        kwargs["instance"] = user
        super().__init__(*args, **kwargs)


class WishListForm(forms.ModelForm):
    """A wish list's name and who may see it."""

    visibility = forms.ChoiceField(
        label=_("Who can see it"),
        choices=[
            (WishList.PRIVATE, _("Only you")),
            (WishList.SHARED, _("Anyone with the link")),
            (WishList.PUBLIC, _("Everybody, including search engines")),
        ],
        widget=forms.RadioSelect,
        help_text=_("For birthdays and weddings. Nobody but you can change it."),
    )

    class Meta:
        model = WishList
        fields = ("name", "visibility")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["name"] = ""
