"""In which time zone a colleague works."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from wagtail.users.models import UserProfile

from shop.user.models import User


def zone_of(user: User) -> ZoneInfo:
    """Return the time zone that somebody chose in the back office, else the shop's."""
    chosen = UserProfile.objects.filter(user=user).values_list("current_time_zone", flat=True).first()
    try:
        return ZoneInfo(chosen or timezone.get_default_timezone_name())
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(timezone.get_default_timezone_name())
