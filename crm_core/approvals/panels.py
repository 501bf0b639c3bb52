"""What stands on the page of an approval, and of approvals on that of a customer."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from crm_core.approvals.forms import AnswerForm
from crm_core.approvals.kinds import describe, has_moved
from crm_core.approvals.models import Approval
from crm_core.approvals.rights import answerable, answers_for
from crm_core.customers.attention import OPEN_ITEMS, OpenItem, OpenSource
from crm_core.customers.models import Customer
from shop.backoffice.panels import MAIN, Panel, panel_registry
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Approval]] = panel_registry("panel of an approval")


def what_is_asked(approval: Approval, user: User) -> dict[str, object]:
    """Everything needed to decide: the facts as they are now, and the reason that was given."""
    description = describe(approval, user)
    facts = [
        (fact.label, format_html('<a href="{}">{}</a>', fact.url, fact.value) if fact.url else fact.value)
        for fact in description.facts
        if fact.value
    ]
    return {
        "told": facts,
        "approval": approval,
        "url": description.url,
        "has_moved": approval.is_open and has_moved(approval),
    }


def answer_panel(approval: Approval, user: User) -> dict[str, object] | None:
    """The form for who may answer now, which also says for whom."""
    step = answerable(user).filter(approval=approval).order_by("level", "pk").first()
    if step is None or has_moved(approval):
        return None
    return {"form": AnswerForm(), "step": step, "owner": answers_for(user, step)}


def steps_panel(approval: Approval, _user: User) -> dict[str, object]:
    """Who was asked, level by level, and what they answered."""
    steps = approval.steps.select_related("group").prefetch_related("people").order_by("level", "pk")
    return {"steps": list(steps), "approval": approval}


for _panel in (
    Panel(
        name="question",
        title=_("What is asked"),
        template="crm_core/approvals/office/question.html",
        context=what_is_asked,
        order=10,
        area=MAIN,
    ),
    Panel(
        name="answer",
        title=_("Your answer"),
        template="crm_core/approvals/office/answer.html",
        context=answer_panel,
        order=20,
        area=MAIN,
    ),
    Panel(
        name="steps",
        title=_("Who decides"),
        template="crm_core/approvals/office/steps.html",
        context=steps_panel,
        order=10,
    ),
):
    PANELS.register(_panel)


def open_approvals(customer: Customer, user: User) -> list[OpenItem]:
    """List what waits to be decided about a customer."""
    waiting = Approval.objects.filter(customer=customer, state=Approval.State.OPEN).order_by("pk")[:5]
    return [
        OpenItem(
            label=describe(approval, user).title,
            note=str(_("waits for approval")),
            url=reverse("approvals_office:inspect", args=[approval.pk]),
        )
        for approval in waiting
    ]


OPEN_ITEMS.register(
    OpenSource(name="approvals", read=open_approvals, order=40, permission="approvals.view_approval")
)
