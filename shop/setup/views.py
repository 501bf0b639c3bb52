"""The guided set-up at `/cms/setup/`: a checklist and a page for each step, for administrators."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shop.backoffice.access import renders_forbidden
from shop.identity.models import ShopSettings
from shop.setup.forms import ShopForm, WarehouseForm
from shop.setup.services import (
    confirm_step,
    end_setup,
    open_warehouse,
    prepare_step,
    send_test_mail,
    shop_settings,
)
from shop.setup.steps import BY_NAME, RIGHT, progress
from shop.stock.models import Warehouse


def _need_right(request: HttpRequest) -> None:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied


@renders_forbidden
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every step with its state."""
    _need_right(request)
    context = {"steps": progress(ShopSettings.objects.first()), **_header(_("Set up the shop"))}
    return TemplateResponse(request, "backoffice/setup/overview.html", context)


@renders_forbidden
def step(request: HttpRequest, name: str) -> HttpResponse:
    """Show a step, or take what was typed and go on to the next that is open."""
    _need_right(request)
    if name not in BY_NAME:
        raise Http404
    prepare_step(name)
    form = _form(name, request)
    if request.method == "POST":
        if name == "mail" and "send" in request.POST:
            return _send_mail(request)
        if form is None or form.is_valid():
            _keep(name, form)
            return _onwards(name)
    steps = progress(ShopSettings.objects.first())
    current = next(entry for entry in steps if entry.step.name == name)
    context = {
        "steps": steps,
        "current": current,
        "facts": current.step.facts(),
        "form": form,
        "media": form.media if form else "",
        **_header(str(current.step.title)),
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "backoffice/setup/step.html", context, status=status)


@renders_forbidden
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Take the checklist off the start page."""
    _need_right(request)
    end_setup()
    messages.success(request, _("The set-up is over. Settings, The shop leads back to it."))
    return redirect("wagtailadmin_home")


def _header(title: str) -> dict[str, Any]:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("shop_setup:overview"), "label": _("Set up the shop")},
        {"url": "", "label": title},
    ]
    return {"header_title": title, "header_icon": "home", "breadcrumbs_items": crumbs}


def _form(name: str, request: HttpRequest) -> Any:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if name == "shop":
        return ShopForm(data, files, instance=shop_settings())
    if name == "warehouse":
        return WarehouseForm(data, files, instance=Warehouse.objects.order_by("pk").first())
    return None


def _keep(name: str, form: Any) -> None:
    if name == "warehouse" and form.instance.pk is None:
        open_warehouse(form.save(commit=False))
    elif form is not None:
        form.save()
    confirm_step(name)


def _onwards(name: str) -> HttpResponse:
    """Lead to the next open step behind this one, else to the checklist."""
    steps = progress(ShopSettings.objects.first())
    here = next(entry.number for entry in steps if entry.step.name == name)
    following = next((entry for entry in steps if entry.number > here and not entry.is_done), None)
    return redirect(following.url if following else "shop_setup:overview")


def _send_mail(request: HttpRequest) -> HttpResponse:
    problem = send_test_mail(request.user.email)  # type: ignore[union-attr]
    if problem:
        messages.error(request, _("The mail was not sent: %(problem)s") % {"problem": problem})
        return redirect("shop_setup:step", name="mail")
    told = _("A mail is on its way to %(address)s. Confirm the step when it has arrived.")
    messages.success(request, told % {"address": request.user.email})  # type: ignore[union-attr]
    return redirect("shop_setup:step", name="mail")
