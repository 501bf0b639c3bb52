"""Noting what was read."""

from partners.portal.models import NewsReading, PartnerNews
from shop.user.models import User


def mark_read(news: PartnerNews, user: User) -> None:
    """Note that somebody opened a piece of news; once, however often they do."""
    NewsReading.objects.bulk_create([NewsReading(news=news, user=user)], ignore_conflicts=True)
