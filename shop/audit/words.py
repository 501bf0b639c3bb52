"""An entry's details in words."""

from shop.audit.models import AuditEntry


def detail_words(entry: AuditEntry) -> str:
    """Write names and values one after the other."""
    return ", ".join(f"{name}: {_told(value)}" for name, value in entry.detail.items())


def _told(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
