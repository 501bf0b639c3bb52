"""The guided set-up at `/cms/setup/`: a checklist and a page for each step, for administrators."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from shop.backoffice.access import renders_forbidden
from shop.backoffice.wizard import Progress, WizardView
from shop.identity.models import ShopSettings
from shop.setup.forms import ShopForm, WarehouseForm
from shop.setup.services import (
    complete_setup,
    confirm_step,
    prepare_step,
    save_first_warehouse,
    send_test_mail,
    shop_settings,
)
from shop.setup.steps import PERMISSION, Step, progress
from shop.stock.models import Warehouse

FORMS = {"shop": ShopForm, "warehouse": WarehouseForm}


class SetupView(WizardView):
    """The steps from an empty installation to a shop that is open."""

    namespace = "shop_setup"
    permission = PERMISSION
    title = gettext_lazy("Set up the shop")
    icon = "home"
    overview_template_name = "backoffice/setup/overview.html"
    template_name = "backoffice/setup/step.html"

    def progress(self) -> list[Progress]:
        """Look at the shop, and at what was confirmed."""
        return progress(ShopSettings.objects.first())

    def prepare(self, step: Step) -> None:
        """Bring the list of countries and a first type of product."""
        prepare_step(step.name)

    def form_class_of(self, step: Step) -> type[Any] | None:
        """Ask for the shop's name and for the warehouse."""
        return FORMS.get(step.name)

    def instance_of(self, step: Step) -> Any:
        """Edit what is there; a first warehouse is not there yet."""
        if step.name == "warehouse":
            return Warehouse.objects.order_by("pk").first() or Warehouse()
        return shop_settings()

    def act(self, step: Step) -> HttpResponse | None:
        """Send the mail by which somebody sees whether mails arrive."""
        if step.name == "mail" and "send" in self.request.POST:
            return _send_mail(self.request)
        return None

    def keep(self, step: Step, form: Any) -> None:
        """Write it; the first warehouse makes the shop a seller."""
        if step.name == "warehouse" and form.instance.pk is None:
            save_first_warehouse(form.save(commit=False))
        elif form is not None:
            form.save()
        confirm_step(step.name)

    def extra_context(self, step: Step) -> dict[str, Any]:
        """Add what the environment says."""
        return {"facts": step.facts()}


@renders_forbidden
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Take the checklist off the start page."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    complete_setup()
    messages.success(request, _("Setup is complete. You can return to it under Settings, The shop."))
    return redirect("wagtailadmin_home")


def _send_mail(request: HttpRequest) -> HttpResponse:
    problem = send_test_mail(request.user.email)  # type: ignore[union-attr]
    if problem:
        messages.error(request, _("The mail was not sent: %(problem)s") % {"problem": problem})
        return redirect("shop_setup:step", name="mail")
    told = _("An e-mail has been sent to %(address)s. Confirm the step when it has arrived.")
    messages.success(request, told % {"address": request.user.email})  # type: ignore[union-attr]
    return redirect("shop_setup:step", name="mail")
