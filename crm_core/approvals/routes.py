"""Who decides: levels of steps, from what a caller says, what staff set for the kind, or the manager."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from crm_core.approvals.models import ApprovalRoute, ApprovalRouteStep, Needs
from crm_core.customers.models import Team
from shop.user.models import User

DECIDE = "approvals.change_approval"
Who = ApprovalRouteStep.Who
DEFAULT_DAYS = 14


class NoApproverError(ValueError):
    """Nobody is there who could decide; the message is for staff to read."""


@dataclass(frozen=True, kw_only=True)
class StepAsk:
    """One answer to ask for: of these people, or of anybody of a role."""

    people: tuple[User, ...] = ()
    group: Group | None = None
    escalate_after: int | None = None
    counts_working_hours: bool = True


@dataclass(frozen=True, kw_only=True)
class Level:
    """What is asked at the same time; `needs` says whether one yes will do."""

    asks: tuple[StepAsk, ...]
    needs: str = Needs.ANY


def managers_of(user: User | None) -> list[User]:
    """List who leads a team of somebody's, without themselves; none for nobody."""
    if user is None:
        return []
    led = Team.objects.filter(members=user.pk, manager__is_active=True).exclude(manager=user.pk)
    numbers = led.order_by("name").values_list("manager", flat=True)
    return list(User.objects.filter(pk__in=list(numbers)).order_by("pk"))


def leads(manager: User, member: User) -> bool:
    """Tell whether somebody leads a team of somebody else's."""
    return Team.objects.filter(manager=manager.pk, members=member.pk).exclude(manager=member.pk).exists()


def members_of(group: Group) -> list[User]:
    """List the colleagues of a role who work here now."""
    return list(User.objects.filter(groups=group.pk, is_active=True, is_staff=True).order_by("pk"))


def limit_of(kind: str) -> Decimal | None:
    """Return from which value on a kind has to be asked for; None: always."""
    return ApprovalRoute.objects.filter(kind=kind).values_list("limit", flat=True).first()


def is_needed(kind: str, value: Decimal) -> bool:
    """Tell whether a value of a kind (a discount in percent, say) has to be approved."""
    limit = limit_of(kind)
    return limit is None or value > limit


def expiry_of(kind: str) -> timedelta:
    """Return for how long an approval of a kind may wait."""
    days = ApprovalRoute.objects.filter(kind=kind).values_list("expires_after", flat=True).first()
    return timedelta(days=days or DEFAULT_DAYS)


def levels_for(kind: str, requester: User | None) -> list[Level]:
    """Return the levels that staff set for a kind; without any the requester's managers.

    Of who has no manager it is the administrators. A step that asks nobody but the requester goes to their
    manager. Raises NoApproverError.
    """
    steps = list(
        ApprovalRouteStep.objects.filter(route__kind=kind)
        .select_related("user", "group")
        .order_by("level", "pk")
    )
    if not steps:
        return checked([Level(asks=(StepAsk(people=tuple(_managers_or_heads(requester))),))], requester)
    numbers = sorted({step.level for step in steps})
    levels = []
    for number in numbers:
        of_level = [step for step in steps if step.level == number]
        asks = tuple(_ask(step, requester) for step in of_level)
        levels.append(Level(asks=asks, needs=of_level[0].needs))
    return checked(levels, requester)


def _ask(step: ApprovalRouteStep, requester: User | None) -> StepAsk:
    people: Iterable[User] = ()
    if step.who == Who.PERSON and step.user is not None and step.user.is_active:
        people = [step.user] if step.user != requester else _managers_or_heads(requester)
    elif step.who == Who.MANAGER:
        people = _managers_or_heads(requester)
    return StepAsk(
        people=tuple(people),
        group=step.group if step.who == Who.ROLE else None,
        escalate_after=step.escalate_after,
        counts_working_hours=step.counts_working_hours,
    )


def _managers_or_heads(requester: User | None) -> list[User]:
    """List the requester's managers; of who has none, the administrators."""
    return managers_of(requester) or heads(without=requester)


def heads(*, without: User | None = None) -> list[User]:
    """List the administrators: who is asked where nobody else is there."""
    found = User.objects.filter(is_active=True, is_staff=True, is_superuser=True)
    return list(found.exclude(pk=without.pk if without else None).order_by("pk")[:20])


def checked(levels: Sequence[Level], requester: User | None) -> list[Level]:
    """Return levels each step of which somebody but the requester can answer. Raises NoApproverError."""
    for level in levels:
        for ask in level.asks:
            people = [user for user in _people(ask) if user != requester and user.is_active]
            if not people:
                raise NoApproverError(
                    _("Nobody can decide this: name a manager of the team, or set who decides.")
                )
    if not levels or any(not level.asks for level in levels):
        raise NoApproverError(_("Nobody is asked."))
    return list(levels)


def _people(ask: StepAsk) -> list[User]:
    return [*ask.people, *(members_of(ask.group) if ask.group else [])]
