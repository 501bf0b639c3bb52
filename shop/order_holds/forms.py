"""What people say about holds."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.order_holds.models import HoldKind, HoldSettings


class HoldForm(forms.Form):
    """Why an order is held."""

    kind = forms.ChoiceField(label=_("Kind"), choices=HoldKind.choices)
    reason = forms.CharField(label=_("Reason"), max_length=255)


class ReleaseForm(forms.Form):
    """Why an order can go on."""

    note = forms.CharField(label=_("Why can it go on?"), max_length=255)


class HoldSettingsForm(WagtailAdminModelForm):
    """Which signals hold orders."""

    class Meta:
        model = HoldSettings
        fields = ["holds_other_country", "most_failed_payments", "first_order_above", "orders_a_day"]
