"""Custom fields on the customer page, a panel with their sections."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.custom_fields.kinds import Kind, shown
from crm_core.custom_fields.models import CustomField
from crm_core.custom_fields.queries import fields_for, labels_of, values_of
from crm_core.customers.access.fields import FIELDS, CustomerField, fields_of
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from shop.backoffice.panels import Panel
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class AllCustomFields(CustomerField):
    """The custom fields as one: a role sees all or none. Columns and filters go by the fields' names."""

    @property
    def names(self) -> frozenset[str]:
        """Name every field there is now, with the panel."""
        codes = CustomField.objects.values_list("code", flat=True)
        return frozenset({self.name, *self.shown_as, *(f"custom_{code}" for code in codes)})


FIELDS.register(
    AllCustomFields(
        name="custom_fields",
        label=gettext_lazy("Custom fields"),
        shown_as=("custom-fields",),
        is_written=True,
    )
)


def custom_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """The values by section; None where nothing is filled in."""
    access = fields_of(user)
    fields = [field for field in fields_for(customer.kind) if access.shows(field.name, "custom_fields")]
    held = values_of([customer.pk], fields).get(customer.pk, {}) if fields else {}
    if not held:
        return None
    labels = labels_of(fields, [held])
    sections: dict[str, list[dict[str, object]]] = {}
    for field in fields:
        if field.pk not in held:
            continue
        value = held[field.pk]
        url = ""
        if field.kind == Kind.LINK:
            url = str(value)
        elif field.kind == Kind.CUSTOMER and isinstance(value, int):
            url = reverse("customers:inspect", args=[value])
        told: dict[str, object] = {
            "label": field.label,
            "value": shown(field, value, labels[field.pk]),
            "url": url,
        }
        sections.setdefault(field.section or _("More"), []).append(told)
    return {"sections": list(sections.items()), "is_one": len(sections) == 1}


PANELS.register(
    Panel(
        name="custom-fields",
        title=gettext_lazy("Custom fields"),
        template="crm_core/custom_fields/panel.html",
        context=custom_panel,
        order=18,
    )
)
