"""Stages in the words of a page."""

from django import template

from crm_core.scores import wording

register = template.Library()


@register.filter
def stage_label(stage: str) -> str:
    """Name a lifecycle stage in the reader's language."""
    return wording.stage_label(stage)


@register.filter
def stage_reason(data: dict[str, object]) -> str:
    """Say what led to the stage that a timeline entry tells of; empty for an order."""
    days, interval = data.get("days"), data.get("interval")
    return wording.reason_words(
        days=days if isinstance(days, int) else None,
        interval=float(interval) if isinstance(interval, (int, float)) else None,
    )
