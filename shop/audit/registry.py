"""What is logged: every package names its actions in a module that its `AppConfig.ready()` imports.

ACTIONS.register(AuditAction(name="consent_changed", label=_("Changed a consent")))
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class AuditAction:
    """A kind of entry, as staff read it."""

    name: str
    label: str | Promise


ACTIONS: Registry[AuditAction] = Registry("audited action")


def action_label(name: str) -> str | Promise:
    """Return how an action is told; one that no package knows any more by its name."""
    action = ACTIONS.get(name)
    return action.label if action else name
