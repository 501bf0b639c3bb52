"""Reading applications."""

from typing import Any

from partners.onboarding.models import PartnerApplication


def latest_application(user: Any) -> PartnerApplication | None:
    """Return what this user asked last, or None."""
    return PartnerApplication.objects.filter(user=user).order_by("-created_at", "-pk").first()
