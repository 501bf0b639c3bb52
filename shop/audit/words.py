"""An entry's details in words."""

from typing import Any

from shop.audit.models import AuditEntry


def detail_words(entry: AuditEntry) -> str:
    """Write names and values one after the other."""
    return ", ".join(f"{name}: {_told(value)}" for name, value in entry.detail.items())


def _told(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
