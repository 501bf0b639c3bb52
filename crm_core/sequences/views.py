"""What is done with one enrolment: taking somebody in, holding, letting go on, stopping."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm_core.customers.access.rows import rows_visible_to, seen_or_404
from crm_core.sequences.models import Enrolment, Sequence
from crm_core.sequences.services import CannotEnrolError, enrol, pause, resume, stop
from shop.backoffice.access import renders_forbidden
from shop.user.models import UserRequest

CHANGE, ADD = "sequences.change_enrolment", "sequences.add_enrolment"


def _page(customer_id: int) -> str:
    return reverse("customers:inspect", args=[customer_id]) + "#panel-sequences"


@require_POST
@renders_forbidden
@permission_required(["customers.view_customer", ADD], raise_exception=True)
def enrol_customer(request: UserRequest, pk: int) -> HttpResponse:
    """Take a customer into the sequence that was chosen; who is in it already stays as they are."""
    customer = seen_or_404(request.user, pk)
    number = request.POST.get("sequence", "")
    most = 18
    if not number.isdecimal() or len(number) > most:
        messages.error(request, _("Choose a sequence."))
        return redirect(_page(customer.pk))
    sequence = get_object_or_404(Sequence, pk=int(number))
    try:
        enrol(customer, sequence, by=request.user)
    except CannotEnrolError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Enrolled in %(sequence)s.") % {"sequence": sequence.name})
    return redirect(_page(customer.pk))


def _stop(enrolment: Enrolment, request: UserRequest) -> str:
    done = stop(enrolment, Enrolment.Reason.BY_HAND, by=request.user)
    return _("The sequence is stopped.") if done else _("It was over already.")


def _pause(enrolment: Enrolment, _request: UserRequest) -> str:
    return _("Paused.") if pause(enrolment) else _("It was not active.")


def _resume(enrolment: Enrolment, _request: UserRequest) -> str:
    return _("It goes on.") if resume(enrolment) else _("It was not paused.")


ACTIONS: dict[str, Callable[[Enrolment, UserRequest], str]] = {
    "stop": _stop,
    "pause": _pause,
    "resume": _resume,
}


@require_POST
@renders_forbidden
@permission_required(["customers.view_customer", CHANGE], raise_exception=True)
def change_enrolment(request: UserRequest, pk: int) -> HttpResponse:
    """Stop, pause or resume; `back` says whether one came from the sequence."""
    rows = rows_visible_to(request.user, Enrolment.objects.select_related("customer", "sequence"))
    enrolment = get_object_or_404(rows, pk=pk)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        messages.error(request, _("This page has no such action."))
    else:
        messages.success(request, action(enrolment, request))
    if request.POST.get("back") == "sequence":
        return redirect("sequences:inspect", enrolment.sequence_id)
    return redirect(_page(enrolment.customer_id))
