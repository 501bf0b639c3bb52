"""Reading applications."""

from partners.onboarding.models import PartnerApplication
from shop.user.models import User


def latest_application(user: User) -> PartnerApplication | None:
    """Return what this user asked last, or None."""
    return PartnerApplication.objects.filter(user=user).order_by("-created_at", "-pk").first()
