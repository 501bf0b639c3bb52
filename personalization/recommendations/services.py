"""Beginning a training, putting one live or back, and taking note of what somebody does not want."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from personalization.interactions.queries import Profile
from personalization.recommendations.models import Dismissal, RecommendationModel, RecommendationRow
from shop.catalogue.models import Product
from shop.user.models import User

State = RecommendationModel.State
#: A training that began longer ago was cut short: its worker is gone.
LONGEST_TRAINING = timedelta(hours=3)
#: A list may rank so much worse than the live model's before a model waits for somebody's decision.
TOLERANCE = 0.95
FEWEST_CASES = 20
#: So many retired models keep their rows, to be put back.
KEPT = 3


class AlreadyTrainingError(Exception):
    """Another training has begun and has not ended."""


class NotPromotableError(Exception):
    """The model has no rows that pages could show, or is live."""


def begin_training(*, now: datetime, by: User | None = None) -> RecommendationModel:
    """Note that a training begins; the database lets one begin while none runs, else AlreadyTrainingError."""
    overdue = RecommendationModel.objects.filter(state=State.TRAINING, started_at__lt=now - LONGEST_TRAINING)
    overdue.update(state=State.FAILED, note="interrupted")
    try:
        with transaction.atomic():
            return RecommendationModel.objects.create(started_at=now, by=by)
    except IntegrityError as error:
        raise AlreadyTrainingError from error


def is_not_worse(model: RecommendationModel, live: RecommendationModel) -> bool:
    """Tell whether each list ranks about as well as the live model's did on its own split, or better.

    Lists with few cases say nothing. Five per cent less is chance, more waits for staff.
    """
    for kind, before in live.metrics.items():
        after = model.metrics.get(kind, {"cases": 0, "ndcg": 0.0})
        has_cases = min(before["cases"], after["cases"]) >= FEWEST_CASES
        if has_cases and after["ndcg"] < TOLERANCE * before["ndcg"]:
            return False
    return True


@transaction.atomic
def promote(model: RecommendationModel, *, now: datetime) -> None:
    """Have pages show a model's rows from now on; the live one retires.

    Raises NotPromotableError for one that is live, was not trained, or has no rows any more.
    """
    rows = RecommendationModel.objects.filter(Q(state=State.LIVE) | Q(pk=model.pk))
    locked = {one.pk: one for one in rows.order_by("pk").select_for_update()}
    found = locked.pop(model.pk)
    if found.state not in {State.CANDIDATE, State.RETIRED} or not found.rows.exists():
        raise NotPromotableError
    for live in locked.values():
        live.state = State.RETIRED
        live.save(update_fields=["state"])
    model.state, model.live_at = State.LIVE, now
    model.save(update_fields=["state", "live_at"])


def roll_back(*, now: datetime) -> RecommendationModel:
    """Put the model that was live before back; raises NotPromotableError where none is left."""
    before = retired_with_rows().first()
    if before is None:
        raise NotPromotableError
    promote(before, now=now)
    return before


def with_rows() -> QuerySet[RecommendationModel]:
    """List the models whose rows are kept."""
    has_rows = RecommendationRow.objects.order_by().values("model")
    return RecommendationModel.objects.filter(pk__in=has_rows)


def retired_with_rows() -> QuerySet[RecommendationModel]:
    """List the retired models that can be put back, the last one first."""
    return with_rows().filter(state=State.RETIRED).order_by("-live_at", "-pk")


def forget_old_rows() -> int:
    """Delete rows of all but the live model, the last candidate and three retired ones; return how many."""
    candidates = RecommendationModel.objects.filter(state=State.CANDIDATE).order_by("-pk")
    kept = [
        *candidates.values_list("pk", flat=True)[:1],
        *retired_with_rows().values_list("pk", flat=True)[:KEPT],
    ]
    old = RecommendationRow.objects.exclude(Q(model__in=kept) | Q(model__state=State.LIVE))
    return old.delete()[0]


@transaction.atomic
def dismiss(product: Product, profile: Profile) -> None:
    """Never recommend a product, with its variants, to this account or visitor again; twice is once."""
    owner = {"user_id": profile.user_id} if profile.user_id else {"visitor_id": profile.visitor_id}
    rows = [Dismissal(product_id=pk, **owner) for pk in family_of(product)]
    Dismissal.objects.bulk_create(rows, ignore_conflicts=True)


def family_of(product: Product) -> list[int]:
    """Return a product with the other variants and their parent."""
    parent = product.parent_id or product.pk
    return sorted(Product.objects.filter(Q(pk=parent) | Q(parent=parent)).values_list("pk", flat=True))


def forget_account(user_id: int) -> int:
    """Delete what was recommended to an account and what it dismissed; return how many rows that were."""
    rows = RecommendationRow.objects.filter(user=user_id).delete()[0]
    return rows + Dismissal.objects.filter(user=user_id).delete()[0]
