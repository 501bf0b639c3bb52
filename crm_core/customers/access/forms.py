"""Forms of teams and territories."""

from typing import ClassVar

from django import forms
from django.contrib.auth import get_user_model
from wagtail.admin.forms.models import WagtailAdminModelForm

from crm_core.customers.models import Team, Territory
from shop.contact_fields import LineField
from shop.user.models import User


def _colleagues() -> forms.ModelMultipleChoiceField:
    users = get_user_model()._default_manager.filter(is_staff=True, is_active=True)
    field = Team._meta.get_field("members").formfield(
        queryset=users.order_by("first_name", "last_name", "email"), widget=forms.CheckboxSelectMultiple
    )
    field.label_from_instance = _named
    return field


def _named(user: User) -> str:
    """Name a colleague so that two of one name can be told apart."""
    name = user.get_full_name()
    return f"{name} ({user.email})" if name else user.email


class TeamForm(WagtailAdminModelForm):
    """A team's name and who is in it."""

    members = _colleagues()

    class Meta:
        model = Team
        fields = ["name", "members"]
        field_classes: ClassVar = {"name": LineField}


class TerritoryForm(WagtailAdminModelForm):
    """A territory's name and who looks after it."""

    members = _colleagues()

    class Meta:
        model = Territory
        fields = ["name", "members"]
        field_classes: ClassVar = {"name": LineField}
