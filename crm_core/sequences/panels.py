"""What stands on the page of a sequence, and of sequences on that of a customer."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import Column, NumberColumn

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import rows_visible_to
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS as CUSTOMER_PANELS
from crm_core.customers.records.trees import tree_ids
from crm_core.sequences.models import Enrolment, Sequence
from crm_core.sequences.queries import ends_of, figures_by_step
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Sequence]] = panel_registry("panel of a sequence")
SHOWN = 50
CHANGE = "sequences.change_enrolment"


class StepColumn(Column):
    """What a step is, with the way to its e-mail."""

    cell_template_name = "crm_core/sequences/office/step_cell.html"


def steps_panel(sequence: Sequence, user: User) -> dict[str, object]:
    """The steps, with what each came to."""
    rows = figures_by_step(sequence, user)
    columns = [
        StepColumn("step", label=_("Step")),
        NumberColumn("days", label=pgettext_lazy("a number of days", "Days"), accessor="step.days"),
        NumberColumn("done", label=_("Sent or done")),
        NumberColumn("refused", label=_("Not sent")),
        NumberColumn("replied", label=_("Replied")),
    ]
    return table(columns, rows) or {"words": _("There are no steps yet.")}


def enrolments_panel(sequence: Sequence, user: User) -> dict[str, object]:
    """Who is in it, of those that one sees, the latest first."""
    rows = rows_visible_to(user, Enrolment.objects.filter(sequence=sequence))
    found = list(rows.select_related("customer").order_by("-enrolled_at", "-pk")[: SHOWN + 1])
    return {
        "enrolments": [(row, name_for(user, row.customer)) for row in found[:SHOWN]],
        "has_more": len(found) > SHOWN,
        "may_change": user.has_perm(CHANGE),
    }


def ends_panel(sequence: Sequence, user: User) -> dict[str, object] | None:
    """Why people left before the end."""
    ends = ends_of(sequence, user)
    return {"ends": ends} if ends else None


for _panel in (
    Panel(
        name="steps",
        title=_("Steps"),
        context=steps_panel,
        order=10,
        area=MAIN,
    ),
    Panel(
        name="enrolments",
        title=_("Enrolled"),
        template="crm_core/sequences/office/enrolments.html",
        context=enrolments_panel,
        order=20,
        area=MAIN,
    ),
    Panel(
        name="ends",
        title=_("Stopped because"),
        template="crm_core/sequences/office/ends.html",
        context=ends_panel,
        order=10,
    ),
):
    PANELS.register(_panel)


def customer_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """In which sequences a customer is or was, with the way in and out."""
    rows = Enrolment.objects.filter(customer__in=tree_ids(customer.pk)).select_related("sequence")
    found = list(rows.order_by("-enrolled_at", "-pk")[:8])
    may_add = user.has_perm("sequences.add_enrolment")
    offered = Sequence.objects.filter(state=Sequence.State.ACTIVE).order_by("name") if may_add else []
    if not found and not offered:
        return None
    inside = {row.sequence_id for row in found if row.is_open}
    return {
        "enrolments": found,
        "offered": [sequence for sequence in offered if sequence.pk not in inside],
        "may_change": user.has_perm(CHANGE),
    }


CUSTOMER_PANELS.register(
    Panel(
        name="sequences",
        title=_("Sequences"),
        template="crm_core/sequences/office/customer.html",
        context=customer_panel,
        order=27,
        permission="sequences.view_enrolment",
    )
)
