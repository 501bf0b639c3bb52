"""The worker's side of behaviour."""

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from personalization.interactions.services import (
    TrackedInteraction,
    delete_old_interactions,
    record_interactions,
)
from personalization.interactions.sessions import tell_sessions
from shop.json_types import JsonObject


@shared_task
def store_behaviour(payloads: list[JsonObject]) -> None:
    """Write a batch of views, searches and basket additions."""
    record_interactions(
        [
            TrackedInteraction(
                token=UUID(payload["token"]),
                kind=payload["kind"],
                visitor_key=UUID(payload["visitor_key"]),
                occurred_at=datetime.fromisoformat(payload["occurred_at"]),
                product_id=payload.get("product_id"),
                query=payload.get("query", ""),
            )
            for payload in payloads
        ]
    )


@shared_task
def tell_visits() -> None:
    """Tell the visits that are over in the timelines of those who agreed."""
    tell_sessions(now=timezone.now())


@shared_task
def forget_old() -> None:
    """Delete what is older than any consent."""
    delete_old_interactions(now=timezone.now())
