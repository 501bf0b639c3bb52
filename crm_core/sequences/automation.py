"""What rules do with sequences: the actions `enrol` and `stop_sequence`."""

from collections.abc import Sequence as SequenceOf

from django.utils.translation import gettext as _, gettext_lazy

from crm_core.automation.context import ActionContext, Done, NotDoneError
from crm_core.automation.registry import ACTIONS, TRIGGERS, Action, Ask, Parameter, Params, Trigger
from crm_core.sequences.models import Enrolment, Sequence
from crm_core.sequences.services import CannotEnrolError, enrol, open_enrolments, stop


def sequence_choices() -> SequenceOf[tuple[str, str]]:
    """List the sequences that are not over."""
    rows = Sequence.objects.exclude(state=Sequence.State.ARCHIVED).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _sequence(params: Params) -> Sequence:
    found = Sequence.objects.filter(pk=str(params["sequence"])).first()
    if found is None:
        raise NotDoneError(gettext_lazy("The sequence is gone."), reason="no-sequence")
    return found


def _name(params: Params) -> str:
    found = dict(sequence_choices()).get(str(params.get("sequence", "")))
    return _("the sequence “%(name)s”") % {"name": found} if found else _("a sequence that is gone")


def run_enrol(context: ActionContext, params: Params) -> Done:
    """Take the customer into a sequence, once per run and step. Raises NotDoneError where it is closed."""
    try:
        enrolment = enrol(context.customer, _sequence(params), source=context.key)
    except CannotEnrolError as error:
        raise NotDoneError(str(error), reason="cannot-enrol") from error
    return Done(data={"enrolment": enrolment.pk, "sequence": enrolment.sequence_id})


def run_stop(context: ActionContext, params: Params) -> Done:
    """End the customer's open enrolment in a sequence; who is in none stays as they are."""
    rows = open_enrolments([context.customer.pk]).filter(sequence=_sequence(params))
    stopped = [row.pk for row in rows if stop(row, Enrolment.Reason.BY_RULE, note=context.rule.name)]
    return Done(data={"stopped": len(stopped)})


_SEQUENCE = Parameter(
    name="sequence", label=gettext_lazy("Sequence"), ask=Ask.CHOICE, choices=sequence_choices
)
ACTIONS.register(
    Action(
        name="enrol",
        label=gettext_lazy("Enrol in a sequence"),
        run=run_enrol,
        describe=lambda params: _("enrol the customer in %(name)s") % {"name": _name(params)},
        parameters=(_SEQUENCE,),
        tell=lambda data: _("Enrolled in %(name)s.") % {"name": _name(data)},
        permission="sequences.add_enrolment",
        order=50,
    )
)
ACTIONS.register(
    Action(
        name="stop_sequence",
        label=gettext_lazy("Stop a sequence"),
        run=run_stop,
        describe=lambda params: _("stop %(name)s for the customer") % {"name": _name(params)},
        parameters=(_SEQUENCE,),
        permission="sequences.change_enrolment",
        order=51,
    )
)
TRIGGERS.register(
    Trigger(
        name="CustomerEnrolled",
        label=gettext_lazy("a customer is enrolled in a sequence"),
        is_once=True,
        begins=True,
        order=38,
    )
)
TRIGGERS.register(
    Trigger(
        name="EnrolmentEnded", label=gettext_lazy("a sequence ends for a customer"), is_once=True, order=39
    )
)
