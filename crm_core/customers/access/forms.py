"""Forms of teams and territories."""

from typing import ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from crm_core.customers.models import Team, Territory
from shop.contact_fields import LineField
from shop.user.models import User


class Colleagues(forms.ModelMultipleChoiceField):
    """Staff, named so that two of one name can be told apart."""

    def label_from_instance(self, user: User) -> str:
        """Return name and address."""
        name = user.get_full_name()
        return f"{name} ({user.email})" if name else user.email


def _colleagues() -> forms.ModelMultipleChoiceField:
    users = get_user_model()._default_manager.filter(is_staff=True, is_active=True)
    return Colleagues(
        users.order_by("first_name", "last_name", "email"),
        label=_("Members"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class Colleague(forms.ModelChoiceField):
    """One of the staff, named as `Colleagues` names them."""

    def label_from_instance(self, user: User) -> str:
        """Return name and address."""
        name = user.get_full_name()
        return f"{name} ({user.email})" if name else user.email


class TeamForm(WagtailAdminModelForm):
    """A team's name, who leads it and who is in it."""

    members = _colleagues()
    manager = Colleague(
        get_user_model()
        ._default_manager.filter(is_staff=True, is_active=True)
        .order_by("first_name", "last_name", "email"),
        label=_("Manager"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Decides what members of the team ask for."),
    )

    class Meta:
        model = Team
        fields = ["name", "manager", "members"]
        field_classes: ClassVar = {"name": LineField}


class TerritoryForm(WagtailAdminModelForm):
    """A territory's name and who looks after it."""

    members = _colleagues()

    class Meta:
        model = Territory
        fields = ["name", "members"]
        field_classes: ClassVar = {"name": LineField}
