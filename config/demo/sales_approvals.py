"""What the demo's colleagues ask each other for: discounts above the limit, answered and waiting."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from config.demo.sales_team import MANAGER
from crm_core.approvals.models import Approval, ApprovalRoute, ApprovalRouteStep, Delegation
from crm_core.approvals.routes import Level, StepAsk
from crm_core.approvals.services import ApprovalRequest, decide, request_approval
from crm_core.pipeline.approvals import KIND, ask
from crm_core.pipeline.deal_lines import change_line
from crm_core.pipeline.models import Deal
from shop.user.models import User

#: From so many per cent on a discount has to be approved; every deal above it was.
LIMIT = 15
#: Discount, why it is asked for, the answer (None: it waits), what was said to it.
ASKED = (
    (20, "They take all three sizes if we meet them once.", None, ""),
    (18, "The competitor offers free delivery.", True, "Fine for this order, not for the next."),
    (25, "They have asked for a quarter off.", False, "Too much: offer samples and 12 % instead."),
    (22, "A second house follows in autumn.", None, ""),
)


def add_approvals(reps: Mapping[str, User], *, now: datetime) -> int:
    """Set the limit of discounts, have some be asked for and answered, once; return how many."""
    if Approval.objects.exists():
        return 0
    manager = User.objects.get(email=MANAGER)
    route, is_new = ApprovalRoute.objects.get_or_create(kind=KIND, defaults={"limit": LIMIT})
    if is_new:
        ApprovalRouteStep.objects.create(
            route=route, who=ApprovalRouteStep.Who.MANAGER, escalate_after=16, counts_working_hours=True
        )
    for rep in reps.values():
        open_deals = Deal.objects.filter(owner=rep, state=Deal.State.OPEN, lines__isnull=False).distinct()
        for deal, (discount, reason, answer, words) in zip(open_deals.order_by("pk"), ASKED, strict=False):
            _ask(deal, discount, reason, answer=answer, words=words, manager=manager)
        _ask_owner(rep, manager)
    _date_back(now)
    today = timezone.localdate(now)
    Delegation.objects.get_or_create(
        owner=manager,
        delegate=User.objects.get(email="sales@kiln.example"),
        starts_on=today + timedelta(days=12),
        ends_on=today + timedelta(days=19),
        defaults={"made_by": manager, "made_by_name": manager.get_full_name()},
    )
    return Approval.objects.count()


def _ask(
    deal: Deal, discount: int, reason: str, *, answer: bool | None, words: str, manager: User
) -> Approval | None:
    line = deal.lines.order_by("pk").first()
    if line is None or deal.owner is None:
        return None
    change_line(line, quantity=line.quantity, discount=Decimal(discount), by=deal.owner)
    deal.refresh_from_db()
    approval = ask(deal, by=deal.owner, reason=reason)
    if answer is not None:
        decide(approval, by=manager, is_approved=answer, comment=words)
    return approval


def _ask_owner(rep: User, manager: User) -> None:
    """Have the manager ask a representative about a deal of theirs that is near its end."""
    deal = Deal.objects.filter(owner=rep, state=Deal.State.OPEN).order_by("expected_close_on", "pk").first()
    if deal is not None:
        request_approval(
            ApprovalRequest(
                kind=KIND,
                about=deal,
                customer=deal.customer,
                requested_by=manager,
                reason="May I count this one in for this month?",
                source=f"demo:commit:{deal.pk}",
                levels=[Level(asks=(StepAsk(people=(rep,)),))],
            )
        )


def _date_back(now: datetime) -> None:
    """Have the questions come in over the last days; what was answered was so some hours later."""
    for place, approval in enumerate(Approval.objects.order_by("pk")):
        asked = now - timedelta(hours=5 + 7 * (place % 6))
        is_open = approval.is_open
        Approval.objects.filter(pk=approval.pk).update(
            requested_at=asked, closed_at=None if is_open else asked + timedelta(hours=3)
        )
        steps = approval.steps.exclude(decided_at=None)
        steps.update(opened_at=asked, decided_at=asked + timedelta(hours=3))
