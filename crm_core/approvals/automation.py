"""Rules that ask a human: the action `ask_approval`, and the kind of approval that its questions are.

Approved, the run goes on. Anything else ends it, so that nothing more happens, unless the rule says that it
goes on either way; then a branch on the answer (field "run.answer") says what follows.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.contrib.auth.models import Group
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from crm_core.approvals.kinds import KINDS, ApprovalKind, Description, Fact
from crm_core.approvals.models import Approval, Needs
from crm_core.approvals.routes import Level, NoApproverError, StepAsk, heads, managers_of, members_of
from crm_core.approvals.services import ApprovalRequest, request_approval
from crm_core.automation import services as automation
from crm_core.automation.context import ActionContext, Asked, NotDoneError
from crm_core.automation.models import RuleRun
from crm_core.automation.registry import ACTIONS, Action, Ask, Parameter, Params
from crm_core.customers.access.fields import name_for
from crm_core.timeline.placeholders import fill
from shop.user.models import User

KIND = "rule"
MANAGER, OWNER = "manager", "owner"
STOP, GO_ON = "stop", "go_on"
#: As rules know answers (field "run.answer"); whatever else ends an approval is a no.
ANSWERS = {"approved": "approved", "expired": "timeout"}
DEFAULT_DAYS, MOST_DAYS, MOST_HOURS = 7, 90, 500


def describe_rule(approval: Approval, reader: User | None) -> Description:
    """Tell a rule's question, with the customer for who sees their name."""
    facts = [Fact(label=gettext_lazy("Rule"), value=str(approval.data.get("rule", "")))]
    url = ""
    if approval.customer is not None and reader is not None:
        url = reverse("customers:inspect", args=[approval.customer_id])
        name = name_for(reader, approval.customer)
        facts.append(Fact(label=gettext_lazy("Customer"), value=name, url=url, is_private=True))
    return Description(title=str(approval.data.get("question", "")), facts=facts, url=url)


def resume(approval: Approval) -> None:
    """Hand the answer to the run that waits for it, or end it where nothing but a yes lets it go on."""
    run = RuleRun.objects.filter(pk=approval.data.get("run")).first()
    if run is None:
        return
    data = {"approval": approval.pk}
    answer = ANSWERS.get(approval.state, "refused")
    if approval.state == Approval.State.APPROVED or approval.data.get("otherwise") == GO_ON:
        automation.answer_run(run, answer, data=data)
    else:
        automation.refuse_run(run, answer, data=data)


def is_under_way(run: Model) -> str:
    """Tell whether the run that asks goes on still: one that has ended meanwhile is helped by no yes."""
    return "under way" if isinstance(run, RuleRun) and run.ended_at is None else ""


KINDS.register(
    ApprovalKind(
        name=KIND,
        label=gettext_lazy("Question of a rule"),
        describe=describe_rule,
        fingerprint=is_under_way,
        on_closed=resume,
        has_route=False,
    )
)


def approver_choices() -> Sequence[tuple[str, str]]:
    """List whom a rule may ask: the owner's manager, roles, colleagues."""
    groups = Group.objects.order_by("name")
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("first_name", "last_name", "email")
    return [
        (MANAGER, _("the manager of the customer's owner")),
        (OWNER, _("the customer's owner")),
        *((f"role:{group.pk}", _("role: %(name)s") % {"name": group.name}) for group in groups),
        *((f"user:{user.pk}", user.get_full_name() or user.email) for user in staff),
    ]


def _asks(choice: str, owner: User | None, requester: User | None, hours: int | None) -> StepAsk:
    """Return whom a choice means now; for who would decide their own request, whoever is above them.

    Raises NoApproverError where that is nobody.
    """
    kind, _colon, number = choice.partition(":")
    people: list[User] = []
    group = None
    if kind == MANAGER:
        people = managers_of(owner) or heads()
    elif kind == OWNER:
        people = [owner] if owner is not None and owner.is_active else heads()
    elif kind == "user":
        people = list(User.objects.filter(pk=number, is_active=True, is_staff=True))
    else:
        group = Group.objects.filter(pk=number).first()
        people = []
        if group is not None and not members_of(group):
            group = None
    if people and requester is not None and all(person == requester for person in people):
        people = managers_of(requester) or heads(without=requester)
    if not people and group is None:
        raise NoApproverError(_("Nobody who could decide works here any more."))
    return StepAsk(people=tuple(people), group=group, escalate_after=hours)


def _number(params: Params, name: str) -> int | None:
    value = params.get(name)
    return int(str(value)) if value not in (None, "") else None


def ask_approval(context: ActionContext, params: Params) -> Asked:
    """Ask once per run and step, in the name of whoever pressed the rule's button.

    Raises NotDoneError where nobody could answer: that is no yes, so the run ends, unless the rule goes on
    either way. An answer to an earlier question counts no more.
    """
    run, goes_on = context.run, str(params.get("otherwise") or STOP) == GO_ON
    run.data = {name: value for name, value in run.data.items() if name != "answer"}
    customer = context.facts.customer
    owner = customer.owner if customer is not None else None
    question = str(params["question"])
    if customer is not None:
        sender = owner or next(iter(heads()), None)
        if sender is not None:
            question = fill(question, customer, by=sender, language="en")
    days = _number(params, "days") or DEFAULT_DAYS
    until = timezone.now() + timedelta(days=days)
    try:
        ask = _asks(str(params["who"]), owner, run.by, _number(params, "escalate_after"))
        approval = request_approval(
            ApprovalRequest(
                kind=KIND,
                about=run,
                customer=customer,
                requested_by=run.by,
                data={
                    "question": question,
                    "rule": context.rule.name,
                    "run": run.pk,
                    "otherwise": GO_ON if goes_on else STOP,
                },
                source=context.key,
                levels=[Level(asks=(ask,), needs=Needs.ANY)],
                expires_at=until,
            )
        )
    except NoApproverError as error:
        raise NotDoneError(str(error), reason="no-approver", ends_run=not goes_on) from error
    return Asked(data={"approval": approval.pk}, until=None)


def _named(choice: object) -> str:
    kind, _colon, number = str(choice).partition(":")
    if kind == "role" and number.isdecimal() and (group := Group.objects.filter(pk=number).first()):
        return _("somebody with the role “%(name)s”") % {"name": group.name}
    return str(dict(approver_choices()).get(str(choice), _("somebody who is gone")))


def _describe(params: Mapping[str, object]) -> str:
    days = _number(params, "days") or DEFAULT_DAYS
    words = ngettext(
        "ask %(who)s “%(question)s” and wait %(days)s day at most",
        "ask %(who)s “%(question)s” and wait %(days)s days at most",
        days,
    )
    return words % {"who": _named(params.get("who")), "question": params.get("question", ""), "days": days}


ACTIONS.register(
    Action(
        name="ask_approval",
        label=gettext_lazy("Ask for approval"),
        run=ask_approval,
        describe=_describe,
        parameters=(
            Parameter(
                name="question",
                label=gettext_lazy("Question"),
                help_text=gettext_lazy("What is to be decided; it stands in the e-mail, too."),
                has_placeholders=True,
            ),
            Parameter(
                name="who", label=gettext_lazy("Who decides"), ask=Ask.CHOICE, choices=approver_choices
            ),
            Parameter(
                name="days",
                label=gettext_lazy("Ends after days"),
                ask=Ask.NUMBER,
                default=DEFAULT_DAYS,
                least=1,
                most=MOST_DAYS,
            ),
            Parameter(
                name="otherwise",
                label=gettext_lazy("Without a yes"),
                ask=Ask.CHOICE,
                is_required=False,
                choices=lambda: [
                    (STOP, _("the rule ends: nothing more happens")),
                    (GO_ON, _("the rule goes on: a branch on the answer follows")),
                ],
                default=STOP,
            ),
            Parameter(
                name="escalate_after",
                label=gettext_lazy("Asks the next manager after working hours"),
                ask=Ask.NUMBER,
                is_required=False,
                least=1,
                most=MOST_HOURS,
            ),
        ),
        tell=lambda data: (
            _("Asked for approval (no. %(approval)s).") % {"approval": data.get("approval", "")}
        ),
        needs_customer=False,
        order=60,
    )
)
