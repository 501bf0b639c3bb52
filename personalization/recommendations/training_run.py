"""One training from the shop's orders to rows in the database; for workers, never for a page."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone

from personalization.interactions.models import Interaction, Visitor
from personalization.recommendations.facts import Entry, account_facts
from personalization.recommendations.models import RecommendationModel, RecommendationRow
from personalization.recommendations.order_lines import OrderLines, order_lines
from personalization.recommendations.services import begin_training, forget_old_rows, is_not_worse, promote
from shop.catalogue.models import Product
from shop.user.models import User

if TYPE_CHECKING:
    from personalization.recommendations.training.trainer import KeyedRows, Trained

State, Kind = RecommendationModel.State, RecommendationRow.Kind
SHOWN_AT_MOST = 40
BATCH = 1000
Ranked = list[tuple[int, float]]


class NothingToLearnError(Exception):
    """The shop has no orders of the last two years."""


def train_model(*, now: datetime, by: User | None = None) -> RecommendationModel:
    """Train on the shop's orders, keep the rows, and promote the model unless it is worse than the live one.

    One training runs at a time: another one raises AlreadyTrainingError. One that fails is kept as failed
    and raises what it met. Takes minutes and loads numpy: for workers, never for a page.
    """
    model = begin_training(now=now, by=by)
    try:
        _train(model, now=now)
    except Exception as error:
        model.state, model.note = State.FAILED, f"{type(error).__name__}: {error}"[:200]
        model.save(update_fields=["state", "note"])
        raise
    live = RecommendationModel.objects.filter(state=State.LIVE).first()
    if live is None or is_not_worse(model, live):
        promote(model, now=timezone.now())
    forget_old_rows()
    return model


def agreed_accounts() -> set[int]:
    """Return the accounts of which something is remembered, which takes their consent: they get lists."""
    told = Interaction.objects.exclude(user=None).order_by().values_list("user_id", flat=True).distinct()
    return {*told, *Visitor.objects.exclude(user=None).order_by().values_list("user_id", flat=True)}


def _train(model: RecommendationModel, *, now: datetime) -> None:
    from personalization.recommendations.training.purchases import Purchases  # noqa: PLC0415 - loads numpy
    from personalization.recommendations.training.trainer import train_rows  # noqa: PLC0415

    found = order_lines(now=now)
    if not found.lines:
        raise NothingToLearnError("There are no orders to learn from.")
    users = agreed_accounts()
    after = max(day for _buyer, _product, _order, day in found.lines) + 1
    trained = train_rows(Purchases.of(found.lines), after, users=users)
    with transaction.atomic():
        rows = _rows(model, trained, found, users)
        while some := list(islice(rows, BATCH)):
            RecommendationRow.objects.bulk_create(some)
        model.state, model.trained_at = State.CANDIDATE, timezone.now()
        model.lines, model.metrics = len(found.lines), trained.metrics
        model.save(update_fields=["state", "trained_at", "lines", "metrics"])


def _rows(
    model: RecommendationModel, trained: "Trained", lines: OrderLines, users: set[int]
) -> Iterator[RecommendationRow]:
    """Make the rows, of what is public: of accounts that are still there and still agree, and of products."""
    public = set(Product.objects.filter(is_public=True).values_list("pk", flat=True))
    agreed = users & agreed_accounts()
    facts = account_facts(agreed, lines)
    bought = lines.bought_by(agreed)
    for user in sorted(agreed):
        again = facts.again(user, _ranked(trained.again, user))
        new = facts.new(user, _ranked(trained.new, user), bought[user])
        last = [(lines.variants.get((user, product), product), score, why) for product, score, why in again]
        for kind, entries in ((Kind.AGAIN, last), (Kind.NEW, new)):
            if shown := _shown(entries, public):
                yield RecommendationRow(model=model, kind=kind, user_id=user, entries=shown)
    for product in sorted(public):
        beside = [(other, score, "") for other, score in _ranked(trained.together, product)]
        if shown := _shown(beside, public):
            yield RecommendationRow(model=model, kind=Kind.TOGETHER, product_id=product, entries=shown)


def _ranked(rows: "KeyedRows", key: int) -> Ranked:
    return cast("Ranked", rows.get(key, []))


def _shown(entries: list[Entry], public: set[int]) -> list[list[object]]:
    kept = [[product, round(score, 4), why] for product, score, why in entries if product in public]
    return kept[:SHOWN_AT_MOST]
