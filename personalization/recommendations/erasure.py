"""What becomes of what was recommended to somebody: it goes, with what they dismissed."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from personalization.interactions.erasure import visitors_of
from personalization.recommendations.models import Dismissal, RecommendationRow
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated


def rows_of(person: Person) -> QuerySet[RecommendationRow]:
    """List what was recommended to their accounts."""
    return RecommendationRow.objects.filter(user__in=person.users)


def dismissals_of(person: Person) -> QuerySet[Dismissal]:
    """List what they did not want, in an account or a browser."""
    return Dismissal.objects.filter(Q(user__in=person.users) | Q(visitor__in=visitors_of(person)))


def erase_recommendations(person: Person) -> int:
    """Delete both; return how many rows that were."""
    return dismissals_of(person).delete()[0] + rows_of(person).delete()[0]


ERASERS.register(
    Eraser(
        name="recommendations",
        label=_("recommendations made for them, and products they did not want to see"),
        fields=("recommendations.RecommendationRow.*", "recommendations.Dismissal.*"),
        erase=erase_recommendations,
        count=lambda person: rows_of(person).count() + dismissals_of(person).count(),
        order=39,  # before the visitors that dismissals hang on
    )
)
UNRELATED.register(Unrelated(name="recommendation_models", fields=("recommendations.RecommendationModel.*",)))
