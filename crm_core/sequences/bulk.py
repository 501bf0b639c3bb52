"""Taking several customers, or all that the list matches, into a sequence."""

from collections.abc import Iterable, Mapping, Sequence as SequenceOf

from django import forms
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail import hooks

from crm_core.customers.access.rows import visible_to
from crm_core.customers.bulk import select_customers
from crm_core.customers.models import Customer
from crm_core.sequences.models import Sequence
from crm_core.sequences.services import CannotEnrolError, enrol, open_enrolments
from shop.backoffice.bulk.registry import BULK_CHANGES, BulkChange
from shop.backoffice.confirmation import ConfirmedAction
from shop.user.models import User

ENROL = "sequences.add_enrolment"


class EnrolForm(forms.Form):
    """Into which sequence."""

    sequence: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Sequence"),
        queryset=Sequence.objects.filter(state=Sequence.State.ACTIVE).order_by("name"),
    )


def enrol_all(customers: SequenceOf[Customer], user: User | None, values: Mapping[str, Sequence]) -> int:
    """Take customers in; return how many were in the sequence neither before nor meanwhile."""
    sequence = values["sequence"]
    inside = set(
        open_enrolments([customer.pk for customer in customers])
        .filter(sequence=sequence)
        .values_list("customer", flat=True)
    )
    try:
        taken = [enrol(customer, sequence, by=user) for customer in customers if customer.pk not in inside]
    except CannotEnrolError:  # paused or archived while the change was under way
        return 0
    return len(taken)


class EnrolCustomers(ConfirmedAction[Customer]):
    """Take the ticked customers into a sequence."""

    models = [Customer]
    display_name = _("Enrol in a sequence")
    aria_label = _("Enrol the selected customers in a sequence")
    action_type = "enrol"
    action_priority = 30
    permission = ENROL
    item_template_name = "backoffice/confirm/customer.html"
    icon = "mail"
    back_label = _("Back to the customers")
    form_class = EnrolForm
    consequence = _("Whoever may not be written to for the sequence's purpose gets no e-mail of it.")

    def get_queryset(self, _model: type[Customer], object_ids: Iterable[str]) -> list[Customer]:  # type: ignore[override]
        """Read the ticked ones among those that the user sees; others are not named."""
        ticked = [key for key in object_ids if str(key).isdecimal()]
        return list(visible_to(self.request.user).filter(pk__in=ticked).select_related("owner"))

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Customer],
        *,
        user: User | None = None,
        sequence: Sequence | None = None,
        **_kwargs: object,
    ) -> tuple[int, int]:
        """Take them in one after the other."""
        customers = list(objects)
        if sequence is None:
            return 0, len(customers)
        taken = enrol_all(customers, user, {"sequence": sequence})
        return taken, len(customers) - taken

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were taken in."""
        done = ngettext("%(n)d customer enrolled.", "%(n)d customers enrolled.", num_parent_objects)
        return done % {"n": num_parent_objects}


hooks.register("register_bulk_action", EnrolCustomers)
BULK_CHANGES.register(
    BulkChange(
        name="enrol",
        list_name="customers",
        label=_("Enrol in a sequence"),
        permission=ENROL,
        form_class=EnrolForm,
        select=select_customers,
        apply=enrol_all,
    )
)
