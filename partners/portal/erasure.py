"""What becomes of news and of who read them."""

from django.utils.translation import gettext_lazy as _

from partners.portal.models import NewsReading
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated


def erase_readings(person: Person) -> int:
    """Forget which news they opened."""
    deleted, _per_model = NewsReading.objects.filter(user__in=person.users).delete()
    return deleted


UNRELATED.register(Unrelated(name="partner-news", fields=("partner_portal.PartnerNews.*",)))
ERASERS.register(
    Eraser(
        name="partner-news-readings",
        label=_("which partner news were read"),
        fields=("partner_portal.NewsReading.*",),
        erase=erase_readings,
        count=lambda person: NewsReading.objects.filter(user__in=person.users).count(),
    )
)
