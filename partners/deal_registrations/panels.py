"""The panels of a registration's page for staff."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.deal_registrations.access import DECIDE
from partners.deal_registrations.comparing import side_by_side
from partners.deal_registrations.evidence import is_whole
from partners.deal_registrations.forms import MessageForm
from partners.deal_registrations.models import DealRegistration, RegistrationState
from partners.deal_registrations.office_forms import ApproveForm, ExtendForm, ReasonForm, day_of
from partners.deal_registrations.queries import timeline_of, told_lines
from shop.backoffice.panels import ACTIVITY, MAIN, Panel, panel_registry
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[DealRegistration]] = panel_registry("panel of a deal registration")
TEMPLATES = "partners/deals/office"
Context = dict[str, object]


def conflicts(registration: DealRegistration, user: User) -> Context | None:
    """Side by side with whom it may collide with."""
    found = side_by_side(registration, sees_customers=user.has_perm("customers.view_customer"))
    may = user.has_perm(DECIDE) and (
        registration.is_waiting or registration.state == RegistrationState.RETURNED
    )
    return {"found": found, "may_judge": may} if found else None


def lines(registration: DealRegistration, _user: User) -> Context | None:
    """The products with their registered prices."""
    told = told_lines(registration)
    return {"lines": told} if told else None


def decision(registration: DealRegistration, user: User) -> Context | None:
    """What can be decided now."""
    if not user.has_perm(DECIDE) or not registration.is_waiting:
        return None
    return {"approve_form": ApproveForm(registration=registration), "reason_form": ReasonForm()}


def extension(registration: DealRegistration, user: User) -> Context | None:
    """Longer protection, asked for or not."""
    live = (RegistrationState.APPROVED, RegistrationState.WON)
    if not user.has_perm(DECIDE) or registration.state not in live:
        return None
    wanted = registration.extension_until
    initial = wanted.isoformat() if wanted else day_of(registration.protected_until)
    return {"extend_form": ExtendForm(initial={"until": initial}), "now": timezone.now()}


def happened(registration: DealRegistration, user: User) -> Context:
    """The evidence with its digests, and what both sides wrote."""
    form = MessageForm() if user.has_perm(DECIDE) else None
    return {
        "timeline": timeline_of(registration, is_staff=True),
        "is_whole": is_whole(registration),
        "message_form": form,
    }


for panel in (
    Panel(
        name="conflicts",
        title=_("Potential conflicts"),
        context=conflicts,
        order=10,
        area=MAIN,
        template=f"{TEMPLATES}/conflicts.html",
    ),
    Panel(
        name="lines",
        title=_("Products"),
        context=lines,
        order=20,
        area=MAIN,
        template=f"{TEMPLATES}/lines.html",
    ),
    Panel(
        name="decision",
        title=_("Decide"),
        context=decision,
        order=30,
        area=MAIN,
        template=f"{TEMPLATES}/decision.html",
    ),
    Panel(
        name="extension",
        title=_("Extend protection"),
        context=extension,
        order=40,
        area=MAIN,
        template=f"{TEMPLATES}/extension.html",
    ),
    Panel(
        name="happened",
        title=_("Evidence and messages"),
        context=happened,
        order=10,
        area=ACTIVITY,
        template=f"{TEMPLATES}/happened.html",
    ),
):
    PANELS.register(panel)
