"""Who may answer which step: whom it asks, whoever stands in for them; never who asked."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils import timezone

from crm_core.approvals.models import Approval, ApprovalStep, Delegation
from shop.user.models import User

Step = ApprovalStep


def delegators_of(user: User) -> list[int]:
    """List for whom somebody answers today; who left is stood in for no more."""
    today = timezone.localdate()
    valid = Delegation.objects.filter(
        delegate=user.pk, starts_on__lte=today, ends_on__gte=today, owner__is_active=True
    )
    return list(valid.order_by("pk").values_list("owner", flat=True))


def _stood_in_for(user: User) -> dict[int, set[int]]:
    """Return for whom somebody answers today, and who entered that where it was not whom they stand in for.

    One delegation entered by somebody else, or by themselves, is enough to answer what that somebody asks.
    """
    today = timezone.localdate()
    valid = Delegation.objects.filter(
        delegate=user.pk, starts_on__lte=today, ends_on__gte=today, owner__is_active=True
    )
    entered: dict[int, list[set[int]]] = {}
    for owner, made_by in valid.order_by("pk").values_list("owner", "made_by"):
        entered.setdefault(owner, []).append({made_by} - {owner, None})
    return {owner: set.intersection(*makers) for owner, makers in entered.items()}


def delegates_of(users: Iterable[int]) -> dict[int, list[int]]:
    """Return who answers today for each of these."""
    today = timezone.localdate()
    found: dict[int, list[int]] = {}
    valid = Delegation.objects.filter(
        owner__in=list(users), starts_on__lte=today, ends_on__gte=today, delegate__is_active=True
    )
    for owner, delegate in valid.order_by("pk").values_list("owner", "delegate"):
        found.setdefault(owner, []).append(delegate)
    return found


def answerable(user: User) -> QuerySet[Step]:
    """List the steps that wait for somebody's answer, their own or for who is away; none they asked for.

    Neither does anybody answer in the place of who asked, nor by a delegation that who asked has entered for
    somebody else: they would choose who approves.
    """
    if user.pk is None or not user.is_active or not user.is_staff:
        return Step.objects.none()
    waiting = Step.objects.filter(state=Step.State.WAITING, approval__state=Approval.State.OPEN)
    own = _asked_of(user.pk)
    condition = Q(pk__in=waiting.filter(own).values("pk"))
    for owner, makers in _stood_in_for(user).items():
        asked_by_them = Q(approval__requested_by=owner)  # guard: approval-own-by-delegate
        asked_by_them |= Q(approval__requested_by__in=makers)  # guard: approval-own-delegation
        theirs = waiting.filter(_asked_of(owner)).exclude(asked_by_them)
        condition |= Q(pk__in=theirs.values("pk"))
    asked_for_themselves = Q(approval__requested_by=user.pk)
    return waiting.filter(condition).exclude(asked_for_themselves)  # guard: approval-own


def _asked_of(user_id: int) -> Q:
    named = Q(pk__in=Step.objects.filter(people__user=user_id).values("pk"))
    return named | Q(group__in=Group.objects.filter(user=user_id, user__is_active=True).values("pk"))


def answers_for(user: User, step: Step) -> User | None:
    """Return in whose place somebody answers a step they may answer: None where it is their own place."""
    if Step.objects.filter(_asked_of(user.pk), pk=step.pk).exists():
        return None
    for owner in delegators_of(user):
        if Step.objects.filter(_asked_of(owner), pk=step.pk).exists():
            return User.objects.get(pk=owner)
    return None


def people_to_tell(step: Step) -> list[User]:
    """List who may answer a step now, with who stands in for them; without who asked."""
    named = set(step.people.exclude(user=None).values_list("user", flat=True))
    if step.group_id is not None:
        members = User.objects.filter(groups=step.group_id, is_active=True, is_staff=True)
        named |= set(members.values_list("pk", flat=True))
    named.discard(step.approval.requested_by_id or 0)
    standing_in: Mapping[int, list[int]] = delegates_of(named)
    everybody = named | {pk for delegates in standing_in.values() for pk in delegates}
    everybody.discard(step.approval.requested_by_id or 0)
    return list(User.objects.filter(pk__in=everybody, is_active=True, is_staff=True).order_by("pk"))
