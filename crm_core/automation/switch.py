"""The switch by which all rules are paused."""

from django.utils import timezone

from crm_core.automation.models import AutomationSwitch
from shop.user.models import User


def is_paused() -> bool:
    """Tell whether all rules are paused."""
    return AutomationSwitch.objects.filter(pk=1, paused_at__isnull=False).exists()


def pause_all(*, by: User | None) -> None:
    """Have no rule start and no step be done until somebody lets them; runs under way wait."""
    AutomationSwitch.objects.update_or_create(pk=1, defaults={"paused_at": timezone.now(), "paused_by": by})


def resume_all() -> None:
    """Let the rules go on."""
    AutomationSwitch.objects.filter(pk=1).update(paused_at=None, paused_by=None)
