"""Whether promotions need approval: one form."""

from typing import ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.backoffice.access import renders_forbidden
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.configuration.queries import shop_currency
from shop.money import check_payable
from shop.promotions.models import PromotionSettings
from shop.promotions.sales import remember_sales
from shop.promotions.services import remember_terms

UNPROCESSABLE = 422


class PromotionSettingsForm(forms.ModelForm):
    """Whether a second person looks, and at what."""

    class Meta:
        model = PromotionSettings
        fields: ClassVar = ["needs_approval", "free_percent", "free_amount"]

    def clean_free_amount(self) -> object:
        """Take an amount that the shop's currency can pay."""
        amount = self.cleaned_data["free_amount"]
        try:
            check_payable(amount, shop_currency())
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return amount


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required("promotions.change_promotionsettings", raise_exception=True)
def promotion_settings(request: HttpRequest) -> HttpResponse:
    """Change whether promotions need approval; what is live stays so."""
    with locked(PromotionSettings.load()) as held:
        form = merging_form(PromotionSettingsForm)(request.POST or None, instance=held)
        is_kept = request.method == "POST" and form.is_valid()
        if is_kept:
            form.save()
            remember_terms()
            remember_sales()
    if is_kept:
        report_merge(request, form)
        messages.success(request, _("The settings are saved."))
        return redirect("promotion_settings")
    context = {
        "form": form,
        "header_title": _("Approval of promotions"),
        "header_icon": "cog",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("promotions:index"), "label": _("Promotions")},
            {"url": "", "label": _("Approval of promotions")},
        ],
    }
    status = 200 if not form.is_bound else CONFLICT if form.conflicts else UNPROCESSABLE
    return render(request, "promotions/settings.html", context, status=status)
