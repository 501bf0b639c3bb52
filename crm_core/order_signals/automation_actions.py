"""What a rule can do about a signal: put it on the owner's day, write to the customer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.activities.models import Activity
from crm_core.activities.reasons import REASONS, Reason
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.automation.context import ActionContext, Done, NotDoneError, Outcome
from crm_core.automation.defaults.work_actions import language_of
from crm_core.automation.facts import Facts
from crm_core.automation.phrases import inside_words
from crm_core.automation.registry import (
    ACTIONS,
    Action,
    Ask,
    Parameter,
    Params,
)
from crm_core.consents.queries import has_objected, keys_of_customer
from crm_core.customers.access.rows import may_see
from crm_core.customers.models import Customer
from crm_core.order_signals.automation import MATTERS_OF_CONTRACT, _signal, _still_holds
from crm_core.order_signals.kinds import ORDER_SIGNAL, SignalKind
from crm_core.order_signals.mails import MAILS, Refused, send_signal_mail
from crm_core.order_signals.models import OrderSignal
from crm_core.order_signals.to_do import to_do_words
from crm_core.order_signals.wording import reason_words
from shop.json_types import JsonObject
from shop.user.models import User


def _assignee(customer: Customer) -> User | None:
    """Return the owner, if they still work here and see the customer; else nobody, which managers see."""
    owner = customer.owner
    if owner is None or not (owner.is_active and owner.is_staff and may_see(owner, customer)):
        return None
    return owner


def _check_may_plan(signal: OrderSignal, customer: Customer, kind: str, facts: Facts) -> None:
    """Refuse what no longer holds, and to have somebody called who wants to be left alone."""
    if not _still_holds(facts):
        raise NotDoneError(gettext_lazy("What the orders showed has ended."), reason="ended")
    if kind == Activity.Kind.TODO or signal.kind in MATTERS_OF_CONTRACT:
        return
    if any(has_objected(key) for key in keys_of_customer(customer)):
        raise NotDoneError(gettext_lazy("The customer has objected to being contacted."), reason="objected")


def plan_signal_activity(context: ActionContext, params: Params) -> Outcome:
    """Put an activity on the day of the customer's owner, with the reason in words; nobody's without one."""
    signal, customer = _signal(context.facts), context.customer
    kind = str(params.get("kind") or Activity.Kind.CALL)
    _check_may_plan(signal, customer, kind, context.facts)
    assignee = _assignee(customer)
    days = int(str(params.get("days", 0)))
    with translation.override(language_of(assignee) if assignee else settings.LANGUAGE_CODE):
        subject = str(params.get("subject") or to_do_words(SignalKind(signal.kind)))
    planned = PlannedActivity(
        subject=subject,
        kind=kind,
        due_at=context.facts.at + timedelta(days=days),
        customer=customer,
        about=signal.order,
        assignee=assignee,
        priority=Activity.Priority.HIGH if signal.kind == SignalKind.VIP_LOST else Activity.Priority.NORMAL,
        reason=ORDER_SIGNAL,
        reason_data={"kind": signal.kind, "since": signal.since.isoformat(), "facts": signal.data},
        source=context.key,
    )
    activity = plan_activity(planned)
    return Done(data={"activity": activity.pk, "subject": activity.subject})


def _told_reason(data: JsonObject) -> str:
    signal = OrderSignal(
        kind=data["kind"], since=datetime.fromisoformat(data["since"]).date(), data=data["facts"]
    )
    return reason_words(signal, today=timezone.localdate())


REASONS.register(Reason(name=ORDER_SIGNAL, words=_told_reason))


def _plan_words(params: Params) -> str:
    kind = dict(Activity.Kind.choices).get(str(params.get("kind") or Activity.Kind.CALL), "")
    return _("give the customer's owner an activity with its reason (%(kind)s)") % {
        "kind": inside_words(kind)
    }


def mail_about_signal(context: ActionContext, params: Params) -> Outcome:
    """Write the customer a mail about it in their language, once, if they may be written to for this."""
    try:
        mail = send_signal_mail(_signal(context.facts), context.customer, str(params["mail"]))
    except Refused as refusal:
        raise NotDoneError(refusal.words, reason=refusal.reason) from refusal
    return Done(data={"mail": mail.pk, "subject": mail.subject})


def _mail_words(params: Params) -> str:
    mail = MAILS.get(str(params.get("mail", "")))
    return _("write the customer the e-mail “%(mail)s”") % {"mail": mail.name if mail else "?"}


def _told_mail(data: Params) -> str:
    return _("Wrote the e-mail “%(template)s”.") % {"template": data.get("subject", "")}


def _told_activity(data: Params) -> str:
    return _("Planned “%(subject)s”.") % {"subject": data.get("subject", "")}


ACTIONS.register(
    Action(
        name="plan_signal_activity",
        label=gettext_lazy("Put it on the owner's day"),
        parameters=(
            Parameter(
                name="kind",
                label=gettext_lazy("Kind"),
                ask=Ask.CHOICE,
                choices=lambda: Activity.Kind.choices,
                default=str(Activity.Kind.CALL),
            ),
            Parameter(
                name="subject",
                label=gettext_lazy("Subject"),
                is_required=False,
                help_text=gettext_lazy("Empty: what suits the signal, in the colleague's language."),
            ),
            Parameter(
                name="days",
                label=gettext_lazy("Due in so many days"),
                ask=Ask.NUMBER,
                is_required=False,
                default=0,
                least=0,
                most=90,
            ),
        ),
        run=plan_signal_activity,
        describe=_plan_words,
        tell=_told_activity,
        subjects=frozenset({"signal"}),
        order=20,
    )
)
ACTIONS.register(
    Action(
        name="mail_about_signal",
        label=gettext_lazy("Write the customer about it"),
        parameters=(
            Parameter(
                name="mail",
                label=gettext_lazy("E-mail"),
                ask=Ask.CHOICE,
                choices=lambda: [(mail.name_key, mail.name) for mail in MAILS.values()],
            ),
        ),
        run=mail_about_signal,
        describe=_mail_words,
        tell=_told_mail,
        subjects=frozenset({"signal"}),
        order=21,
    )
)
