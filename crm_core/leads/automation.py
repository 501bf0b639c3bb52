"""What rules know of leads and do with them: assign, disqualify, note as contacted."""

from collections.abc import Callable, Sequence

from django.db.models import Model
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.automation.context import ActionContext, Done, NotDoneError, Outcome
from crm_core.automation.facts import Facts, Value
from crm_core.automation.phrases import inside_words, quoted
from crm_core.automation.registry import (
    ACTIONS,
    FIELDS,
    SUBJECTS,
    TRIGGERS,
    Action,
    Ask,
    Choice,
    Field,
    Kind,
    Parameter,
    Params,
    Start,
    Subject,
    Trigger,
)
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from crm_core.leads.access import colleagues
from crm_core.leads.kinds import kind_choices
from crm_core.leads.limits import lead_url
from crm_core.leads.models import Lead
from crm_core.leads.services import Disqualification, LeadClosedError, assign_lead, disqualify_lead

LEADS = frozenset({"lead"})


def _customer(lead: Model) -> Customer | None:
    return survivor_of(lead.customer) if isinstance(lead, Lead) else None


SUBJECTS.register(
    Subject(
        name="lead",
        label=gettext_lazy("Lead"),
        model=Lead,
        payload_field="lead_id",
        customer_of=_customer,
        url=lambda lead: lead_url(lead) if isinstance(lead, Lead) else "",
    )
)
for _order, (_name, _label) in enumerate(
    (
        ("LeadCaptured", gettext_lazy("a lead comes in or comes again")),
        ("LeadAssigned", gettext_lazy("a lead is assigned")),
        ("LeadContacted", gettext_lazy("a lead is contacted for the first time")),
        ("LeadQualified", gettext_lazy("a lead is qualified")),
        ("LeadDisqualified", gettext_lazy("a lead is disqualified")),
        ("LeadReopened", gettext_lazy("a disqualified lead is opened again")),
    )
):
    TRIGGERS.register(
        Trigger(name=_name, label=_label, subject="lead", begins=_name == "LeadCaptured", order=40 + _order)
    )
TRIGGERS.register(
    Trigger(
        name="every-open-lead",
        label=gettext_lazy("for every open lead"),
        start=Start.SCHEDULE,
        subject="lead",
        rows=lambda _at: Lead.objects.filter(open_slot=True),
        order=4,
    )
)


def _lead(facts: Facts) -> Lead:
    return facts.of("lead", Lead)


def colleague_choices() -> Sequence[Choice]:
    """List who can be given a lead."""
    return [(str(user.pk), str(user)) for user in colleagues()]


def _is_late(facts: Facts) -> Value:
    lead = _lead(facts)
    due = lead.first_contact_due_at
    return due is not None and due < (lead.first_contacted_at or facts.at)


_READ: tuple[
    tuple[str, object, Kind, Callable[[Facts], Value], Callable[[], Sequence[Choice]] | None], ...
] = (
    ("score", gettext_lazy("Score of the lead"), Kind.NUMBER, lambda facts: _lead(facts).score, None),
    (
        "state",
        gettext_lazy("Status of the lead"),
        Kind.CHOICE,
        lambda facts: str(_lead(facts).state),
        lambda: Lead.State.choices,
    ),
    ("kind", gettext_lazy("Source of the lead"), Kind.CHOICE, lambda facts: _lead(facts).kind, kind_choices),
    (
        "country",
        gettext_lazy("Country of the lead"),
        Kind.TEXT,
        lambda facts: _lead(facts).country or None,
        None,
    ),
    ("wants", gettext_lazy("What the lead wants"), Kind.TEXT, lambda facts: _lead(facts).wants or None, None),
    (
        "company_name",
        gettext_lazy("Company of the lead"),
        Kind.TEXT,
        lambda facts: _lead(facts).company_name or None,
        None,
    ),
    (
        "owner",
        gettext_lazy("Owner of the lead"),
        Kind.CHOICE,
        lambda facts: str(_lead(facts).owner_id or "") or None,
        colleague_choices,
    ),
    (
        "days_open",
        gettext_lazy("Days since the lead came in"),
        Kind.NUMBER,
        lambda facts: max(0, (facts.at - _lead(facts).created_at).days),
        None,
    ),
    ("is_late", gettext_lazy("The first contact is late"), Kind.YES_NO, _is_late, None),
    (
        "reason",
        gettext_lazy("Why the lead was disqualified"),
        Kind.CHOICE,
        lambda facts: _lead(facts).reason or None,
        lambda: Lead.Reason.choices,
    ),
)


def _reasons_quoted() -> list[Choice]:
    return [(key, quoted(inside_words(label))) for key, label in Lead.Reason.choices]


_PHRASES = {
    "score": gettext_lazy("the lead's score"),
    "state": gettext_lazy("the lead's status"),
    "kind": gettext_lazy("the lead's source"),
    "country": gettext_lazy("the lead's country"),
    "wants": gettext_lazy("what the lead wants"),
    "company_name": gettext_lazy("the lead's company"),
    "owner": gettext_lazy("the lead's owner"),
    "days_open": gettext_lazy("the number of days since the lead came in"),
    "is_late": gettext_lazy("whether the first contact is late"),
    "reason": gettext_lazy("the reason why the lead was disqualified"),
}
_SENTENCES = {
    "is_late": {
        "yes": gettext_lazy("the first contact is late"),
        "no": gettext_lazy("the first contact is not late"),
    },
    "owner": {
        "known": gettext_lazy("the lead has an owner"),
        "unknown": gettext_lazy("the lead has no owner"),
    },
}
for _order, (_name, _words, _kind, _read, _choices) in enumerate(_READ):
    FIELDS.register(
        Field(
            name=f"lead.{_name}",
            label=_words,  # type: ignore[arg-type]
            phrase=_PHRASES[_name],
            sentences=_SENTENCES.get(_name, {}),
            kind=_kind,
            of="lead",
            read=_read,
            choices=_choices,
            choice_words=_reasons_quoted if _name == "reason" else None,
            order=100 + _order,
        )
    )


def _assign(context: ActionContext, params: Params) -> Outcome:
    key = str(params["owner"])
    owner = colleagues().filter(pk=key if key.isdecimal() else 0).first()
    if owner is None:
        raise NotDoneError(_("This colleague no longer gets leads."), reason="no-colleague")
    try:
        assign_lead(_lead(context.facts), owner, by=None)
    except LeadClosedError as error:
        raise NotDoneError(_("The lead is closed."), reason="closed") from error
    return Done(data={"owner": owner.pk})


def _disqualify(context: ActionContext, params: Params) -> Outcome:
    try:
        why = Disqualification(reason=str(params["reason"]), note=context.rule.name)
        disqualify_lead(_lead(context.facts), why, by=None)
    except LeadClosedError as error:
        raise NotDoneError(_("The lead is qualified already."), reason="closed") from error
    return Done(data={"reason": str(params["reason"])})


def _owner_words(params: Params) -> str:
    return dict(colleague_choices()).get(str(params.get("owner", "")), "?")  # type: ignore[return-value]


def _reason(params: Params) -> str:
    return str(dict(Lead.Reason.choices).get(str(params.get("reason", "")), "?"))


ACTIONS.register(
    Action(
        name="assign_lead",
        label=gettext_lazy("Assign the lead"),
        run=_assign,
        describe=lambda params: _("give the lead to %(name)s") % {"name": _owner_words(params)},
        parameters=(
            Parameter(name="owner", label=gettext_lazy("Owner"), ask=Ask.CHOICE, choices=colleague_choices),
        ),
        permission="leads.assign_lead",
        subjects=LEADS,
        order=62,
    )
)
ACTIONS.register(
    Action(
        name="disqualify_lead",
        label=gettext_lazy("Disqualify the lead"),
        run=_disqualify,
        describe=lambda params: (
            _("disqualify the lead (reason: %(reason)s)") % {"reason": inside_words(_reason(params))}
        ),
        parameters=(
            Parameter(
                name="reason",
                label=gettext_lazy("Reason"),
                ask=Ask.CHOICE,
                choices=lambda: Lead.Reason.choices,
            ),
        ),
        permission="leads.change_lead",
        subjects=LEADS,
        order=63,
    )
)
