"""What is sent to keep a view or columns of a list."""

from typing import Unpack

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from shop.backoffice.lists.queries import roles_to_share_with
from shop.form_options import FormData, FormOptions

MOST_COLUMNS = 40


class SaveViewForm(forms.Form):
    """A name for the current selection, and the roles that see it too."""

    name = forms.CharField(label=_("Name"), max_length=60)
    query = forms.CharField(required=False, max_length=1500)
    roles: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("Share with"), queryset=None, required=False
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        user: AbstractBaseUser | AnonymousUser,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["roles"].queryset = roles_to_share_with(user)  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """Names of columns; those that the list does not have are ignored where it is drawn."""

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        names = self.data.getlist("columns")[:MOST_COLUMNS] if hasattr(self.data, "getlist") else []
        self.names = [name for name in names if name.isidentifier()]
