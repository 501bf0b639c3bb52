"""Steps that give colleagues something to do: plan an activity, notify, assign an owner, tag."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from crm_core.activities.access import AssigneeRefusedError
from crm_core.activities.models import Activity
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.automation.cases import subject_of
from crm_core.automation.context import ActionContext, Done, NotDoneError, Outcome
from crm_core.automation.defaults.customer_facts import colleagues, tags
from crm_core.automation.defaults.people import OWNER, colleague_of, people, person_words
from crm_core.automation.defaults.words import for_colleague
from crm_core.automation.registry import ACTIONS, Action, Ask, Choice, Parameter, Params
from crm_core.customers.access.fields import name_for
from crm_core.customers.owners import give_to
from crm_core.profile.models import CustomerTag, Tag
from crm_core.profile.services import add_tag, remove_tag
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.rendering import from_text
from shop.mail.services import send_rendered
from shop.user.models import User

NOTICE = "rule-notice"
#: What the reason of a planned activity is registered as.
REASON = "rule"
LONGEST_SUBJECT = 200


def language_of(colleague: User) -> str:
    """Return the language that a colleague reads the back office in, else that of their account."""
    profile = getattr(colleague, "wagtail_userprofile", None)
    own = profile.preferred_language if profile is not None else ""
    return own or colleague.language or settings.LANGUAGE_CODE


def _plan(context: ActionContext, params: Params) -> Outcome:
    customer = context.customer
    assignee = colleague_of(params, "assignee", customer)
    language = language_of(assignee)
    name, thing = subject_of(context.facts)
    planned = PlannedActivity(
        subject=for_colleague(str(params["subject"]), customer, assignee, language=language),
        note=for_colleague(str(params.get("note", "")), customer, assignee, language=language),
        kind=str(params.get("kind", Activity.Kind.TODO)),
        due_at=timezone.now() + timedelta(days=int(str(params.get("days", 0)))),
        customer=customer,
        about=thing if name not in {"", "customer"} else None,
        assignee=assignee,
        priority=int(str(params.get("priority", Activity.Priority.NORMAL))),
        reason=REASON,
        reason_data={"rule": context.rule.name, "rule_id": context.rule.pk, "run_id": context.run.pk},
        source=context.key,
    )
    try:
        activity = plan_activity(planned)
    except AssigneeRefusedError as refusal:
        raise NotDoneError(refusal, reason="not-seen") from refusal
    return Done(data={"activity": activity.pk, "assignee": assignee.pk, "subject": activity.subject})


def _notify(context: ActionContext, params: Params) -> Outcome:
    customer = context.facts.customer
    reader = colleague_of(params, "to", customer)
    language = language_of(reader)
    subject = for_colleague(str(params["subject"]), customer, reader, language=language)
    lines = [for_colleague(str(params.get("text", "")), customer, reader, language=language)]
    if customer is not None:
        path = reverse("customers:inspect", args=[customer.pk])
        lines.append(f"{name_for(reader, customer)}:\n{settings.KILN_BASE_URL.rstrip('/')}{path}")
    text = "\n\n".join(line for line in lines if line)
    mail = send_rendered(
        NOTICE,
        from_text(subject, text, language=language),
        to=reader.email,
        language=language,
        key=context.key,
        user=reader,
    )
    return Done(data={"mail": mail.pk if mail is not None else None, "to": reader.pk, "subject": subject})


def _assign(context: ActionContext, params: Params) -> Outcome:
    owner = colleague_of(params, "owner", None)
    give_to([context.customer], owner)
    return Done(data={"owner": owner.pk})


def _tag_of(params: Params) -> Tag:
    key = str(params.get("tag", ""))
    tag = Tag.objects.filter(pk=key).first() if key.isdecimal() else None
    if tag is None:
        raise NotDoneError(_("The tag is no more."), reason="no-tag")
    return tag


def _add_tag(context: ActionContext, params: Params) -> Outcome:
    tag = _tag_of(params)
    if not CustomerTag.objects.filter(customer=context.customer, tag=tag).exists():
        add_tag(context.customer, tag.name, by=None)
    return Done(data={"tag": tag.pk, "name": tag.name})


def _remove_tag(context: ActionContext, params: Params) -> Outcome:
    tag = _tag_of(params)
    remove_tag(context.customer, tag.pk, by=None)
    return Done(data={"tag": tag.pk, "name": tag.name})


def _tag_words(params: Params) -> str:
    tag = (
        Tag.objects.filter(pk=int(str(params["tag"]))).first() if str(params.get("tag")).isdecimal() else None
    )
    return tag.name if tag is not None else "?"


def _priorities() -> Sequence[Choice]:
    return [(str(key), label) for key, label in Activity.Priority.choices]


def _no_sample() -> dict[str, object] | None:
    """Nothing: what a rule writes is seen in its dry run."""
    return None


KINDS.register(
    EmailType(
        code=NOTICE,
        name=gettext_lazy("Notice of a rule to a colleague"),
        template="",
        sample=_no_sample,
        purpose=TRANSACTIONAL,
    )
)
for _action in (
    Action(
        name="create_activity",
        label=gettext_lazy("Plan an activity"),
        run=_plan,
        parameters=(
            Parameter(
                name="kind",
                label=gettext_lazy("Kind"),
                ask=Ask.CHOICE,
                choices=lambda: Activity.Kind.choices,
                default=Activity.Kind.CALL,
            ),
            Parameter(
                name="subject",
                label=gettext_lazy("Subject"),
                most=LONGEST_SUBJECT,
                has_placeholders=True,
            ),
            Parameter(
                name="assignee",
                label=gettext_lazy("For"),
                ask=Ask.CHOICE,
                choices=people,
                default=OWNER,
            ),
            Parameter(
                name="days",
                label=gettext_lazy("Due in days"),
                ask=Ask.NUMBER,
                default=0,
                least=0,
                most=365,
            ),
            Parameter(
                name="priority",
                label=pgettext_lazy("of an activity", "Priority"),
                ask=Ask.CHOICE,
                choices=_priorities,
                default=str(int(Activity.Priority.NORMAL)),
            ),
            Parameter(
                name="note",
                label=gettext_lazy("Note"),
                ask=Ask.LONG_TEXT,
                is_required=False,
                most=2000,
                has_placeholders=True,
            ),
        ),
        describe=lambda params: (
            _("plan “%(subject)s” for %(person)s")
            % {"subject": params.get("subject", ""), "person": person_words(params.get("assignee"))}
        ),
        tell=lambda data: _("Planned “%(subject)s”.") % {"subject": data.get("subject", "")},
        order=10,
    ),
    Action(
        name="notify",
        label=gettext_lazy("Notify a colleague"),
        run=_notify,
        parameters=(
            Parameter(name="to", label=gettext_lazy("Whom"), ask=Ask.CHOICE, choices=people, default=OWNER),
            Parameter(
                name="subject",
                label=gettext_lazy("Subject"),
                most=LONGEST_SUBJECT,
                has_placeholders=True,
            ),
            Parameter(
                name="text",
                label=gettext_lazy("Text"),
                ask=Ask.LONG_TEXT,
                is_required=False,
                most=5000,
                has_placeholders=True,
            ),
        ),
        describe=lambda params: (
            _("tell %(person)s “%(subject)s”")
            % {"subject": params.get("subject", ""), "person": person_words(params.get("to"))}
        ),
        tell=lambda data: _("Told a colleague “%(subject)s”.") % {"subject": data.get("subject", "")},
        needs_customer=False,
        order=30,
    ),
    Action(
        name="assign_owner",
        label=gettext_lazy("Assign an owner"),
        run=_assign,
        parameters=(
            Parameter(name="owner", label=gettext_lazy("Owner"), ask=Ask.CHOICE, choices=colleagues),
        ),
        describe=lambda params: (
            _("give the customer to %(person)s") % {"person": person_words(params.get("owner"))}
        ),
        tell=lambda data: _("Gave the customer to %(person)s.") % {"person": person_words(data.get("owner"))},
        permission="customers.change_customer",
        order=40,
    ),
    Action(
        name="add_tag",
        label=gettext_lazy("Add a tag"),
        run=_add_tag,
        parameters=(Parameter(name="tag", label=gettext_lazy("Tag"), ask=Ask.CHOICE, choices=tags),),
        describe=lambda params: _("add the tag “%(tag)s”") % {"tag": _tag_words(params)},
        tell=lambda data: _("Added the tag “%(tag)s”.") % {"tag": data.get("name", "")},
        permission="customers.change_customer",
        order=50,
    ),
    Action(
        name="remove_tag",
        label=gettext_lazy("Remove a tag"),
        run=_remove_tag,
        parameters=(Parameter(name="tag", label=gettext_lazy("Tag"), ask=Ask.CHOICE, choices=tags),),
        describe=lambda params: _("remove the tag “%(tag)s”") % {"tag": _tag_words(params)},
        tell=lambda data: _("Removed the tag “%(tag)s”.") % {"tag": data.get("name", "")},
        permission="customers.change_customer",
        order=51,
    ),
):
    ACTIONS.register(_action)
