"""Approvals about somebody who is forgotten: that it was decided stays, what was said of them goes."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.approvals.models import Approval, ApprovalStep
from crm_core.approvals.services import cancel
from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from shop.privacy.erasure.person import ERASED, Person
from shop.privacy.erasure.registry import ERASERS, KEPT, UNRELATED, Eraser, Kept, Unrelated
from shop.privacy.erasure.rows import holding, redact_rows
from shop.privacy.erasure.traces import words_of

WORDS = ["data", "reason", "closing_note"]


@receiver(customer_anonymised, dispatch_uid="approvals.customer_anonymised")
def forget_approvals(*, records: Collection[int], **kwargs: object) -> None:
    """Let go of what was said about these records, whoever ends them."""
    forget(Approval.objects.filter(customer__in=records))


def forget(approvals: QuerySet[Approval]) -> int:
    """End open ones and empty what people wrote; a refusal keeps that it had a reason. Returns how many."""
    numbers = list(approvals.values_list("pk", flat=True))
    rows = Approval.objects.filter(pk__in=numbers)
    for approval in rows.filter(state=Approval.State.OPEN):
        cancel(approval)
    steps = ApprovalStep.objects.filter(approval__in=numbers)
    refused = steps.filter(state=ApprovalStep.State.REFUSED).exclude(comment=ERASED)
    changed = refused.update(comment=ERASED)
    others = steps.exclude(state=ApprovalStep.State.REFUSED).exclude(comment="")
    changed += others.update(comment="")
    filled = rows.exclude(reason="", closing_note="", data={})
    return changed + filled.update(reason="", closing_note="", data={})


def erase_approvals(person: Person) -> int:
    """Empty those about the person's records; strike their addresses out of all others."""
    records = trees.tree_ids(*person.customers) if person.customers else []
    number = forget(Approval.objects.filter(customer__in=records))
    if words := words_of(person):
        number += redact_rows(holding(Approval.objects.all(), WORDS, words), WORDS, person)
        number += redact_rows(holding(ApprovalStep.objects.all(), ["comment"], words), ["comment"], person)
    return number


ERASERS.register(
    Eraser(
        name="approvals",
        label=_("what was asked and answered in approvals"),
        fields=(
            "approvals.Approval.data",
            "approvals.Approval.reason",
            "approvals.Approval.closing_note",
            "approvals.ApprovalStep.comment",
        ),
        erase=erase_approvals,
        count=lambda person: Approval.objects.filter(customer__in=person.customers).count(),
    )
)
KEPT.register(
    Kept(
        name="who decided",
        fields=(
            "approvals.Approval.kind",
            "approvals.Approval.fingerprint",
            "approvals.Approval.source",
            "approvals.Approval.state",
            "approvals.Approval.requested_by_name",
            "approvals.Approval.closed_by_name",
            "approvals.ApprovalStep.needs",
            "approvals.ApprovalStep.group_name",
            "approvals.ApprovalStep.state",
            "approvals.ApprovalStep.decided_by_name",
            "approvals.ApprovalStep.decided_for_name",
            "approvals.ApprovalStep.via",
            "approvals.StepPerson.*",
            "approvals.Delegation.*",
        ),
        reason=_("Names of colleagues, who answer for what they decided."),
    )
)
UNRELATED.register(
    Unrelated(name="approval routes", fields=("approvals.ApprovalRoute.*", "approvals.ApprovalRouteStep.*"))
)
