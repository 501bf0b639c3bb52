"""The guided set-up at `/cms/setup/`: a checklist and a page for each step, for administrators."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from shop.backoffice.access import renders_forbidden
from shop.backoffice.wizard import Progress, WizardView
from shop.identity.models import ShopSettings
from shop.setup.areas import AREAS
from shop.setup.forms import FirstDeliveryForm, ShopForm, WarehouseForm
from shop.setup.services import (
    complete_setup,
    confirm_step,
    prepare_step,
    save_first_warehouse,
    shop_settings,
)
from shop.setup.steps import PERMISSION, Step, progress
from shop.setup.trials import Outcome
from shop.shipping.models import DeliveryOption
from shop.stock.models import Warehouse

OWN_FORMS = {"shop": ShopForm, "warehouse": WarehouseForm, "delivery": FirstDeliveryForm}
#: Steps that are an area of the settings, with its form and its trial.
BY_AREA = {area.name: area for area in AREAS if area.name in {"money", "tax", "payment", "mail"}}


class SetupView(WizardView):
    """The steps from an empty installation to a shop that is open."""

    namespace = "shop_setup"
    permission = PERMISSION
    title = gettext_lazy("Set up the shop")
    icon = "home"
    overview_template_name = "backoffice/setup/overview.html"
    template_name = "backoffice/setup/step.html"
    outcome: Outcome | None = None

    def progress(self) -> list[Progress]:
        """Look at the shop, and at what was confirmed."""
        return progress(ShopSettings.objects.first())

    def _current(self, name: str) -> Progress:
        """Refuse a step whose area somebody may not change."""
        found = super()._current(name)
        if not self.request.user.has_perm(found.step.permission):
            raise PermissionDenied
        return found

    def prepare(self, step: Step) -> None:
        """Bring the list of countries and a first type of product."""
        prepare_step(step.name)

    def form_class_of(self, step: Step) -> type[BaseForm] | None:
        """Take the form of the step or of its area; a shop with delivery methods has lists for them."""
        if step.name == "delivery" and DeliveryOption.objects.exists():
            return None
        area = BY_AREA.get(step.name)
        return area.form if area else OWN_FORMS.get(step.name)

    def instance_of(self, step: Step) -> Model | None:
        """Edit what is there; a first warehouse is not there yet."""
        if step.name == "warehouse":
            return Warehouse.objects.order_by("pk").first() or Warehouse()
        if step.name == "delivery":
            return DeliveryOption()
        area = BY_AREA.get(step.name)
        return area.load() if area else shop_settings()

    def act(self, step: Step) -> HttpResponse | None:
        """Try what is saved of an area, and say what came of it."""
        area = BY_AREA.get(step.name)
        if area is None or area.attempt is None or "attempt" not in self.request.POST:
            return None
        self.outcome = area.attempt(self.request)
        current = next(entry for entry in self.progress() if entry.step.name == step.name)
        return self._page(current, self._form(step))

    def keep(self, step: Step, form: Any) -> None:
        """Write it; the first warehouse makes the shop a seller."""
        if step.name == "warehouse" and form.instance.pk is None:
            save_first_warehouse(form.save(commit=False))
        elif form is not None:
            form.save()
        confirm_step(step.name)

    def extra_context(self, step: Step) -> dict[str, object]:
        """Add the step's trial and what came of it."""
        return {"area": BY_AREA.get(step.name), "outcome": self.outcome}


@renders_forbidden
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Take the checklist off the start page."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    complete_setup()
    messages.success(request, _("Setup is complete. Later changes: Settings, Shop settings."))
    return redirect("wagtailadmin_home")
