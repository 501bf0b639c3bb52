"""The settings of a carrier's plug-in, and trying them."""

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shop.backoffice.access import require_permissions
from shop.carriers.contract import PARCEL
from shop.carriers.forms import SettingsForm
from shop.carriers.interface import CarrierError
from shop.carriers.models import EXAMPLE_NUMBER, CarrierAccount
from shop.carriers.registry import plugin_choices
from shop.carriers.services import make_label, tracking_url
from shop.configuration.encryption import UnreadableSecretError
from shop.pdf.responses import pdf_response

CHANGE = "carriers.change_carrieraccount"


@require_http_methods(["GET", "HEAD", "POST"])
def _settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and keep what the plug-in needs; show where an example number leads."""
    account = get_object_or_404(CarrierAccount, pk=pk)
    problem, form = "", None
    try:
        form = SettingsForm(request.POST or None, account=account)
    except (ImproperlyConfigured, UnreadableSecretError) as error:
        problem = str(error) or _("The settings cannot be read: they were encrypted with another key.")
    if form is not None and request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The settings are saved."))
        return redirect("carriers:settings", pk=pk)
    title = _("Settings of %(carrier)s") % {"carrier": account}
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("carriers:index"), "label": CarrierAccount._meta.verbose_name_plural},
        {"url": reverse("carriers:edit", args=[pk]), "label": str(account)},
        {"url": "", "label": title},
    ]
    return render(
        request,
        "carriers/settings.html",
        {
            "header_title": title,
            "page_title": title,
            "header_icon": "redirect",
            "breadcrumbs_items": crumbs,
            "account": account,
            "plugin_title": dict(plugin_choices()).get(account.plugin, account.plugin),
            "form": form if form is not None and form.fields else None,
            "problem": problem,
            "number": EXAMPLE_NUMBER,
            "link": "" if problem else tracking_url(account, EXAMPLE_NUMBER),
        },
    )


@require_POST
def _test_label(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a label for an example parcel, as a parcel of an order would get it."""
    account = get_object_or_404(CarrierAccount, pk=pk)
    try:
        label = make_label(account, PARCEL)
    except CarrierError as error:
        messages.error(request, str(error))
        return redirect("carriers:settings", pk=pk)
    return pdf_response(label.pdf, f"label-{label.tracking_number}.pdf")


settings = require_permissions(_settings, [CHANGE])
test_label = require_permissions(_test_label, [CHANGE])
