"""What becomes of what was remembered of somebody: it goes."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from personalization.interactions.models import BasketVisitor, Interaction, Visitor
from personalization.interactions.services import erase_account_behaviour
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, Eraser
from shop.user.models import User


def visitors_of(person: Person) -> QuerySet[Visitor]:
    """List the browsers that are theirs, by account, record or basket."""
    baskets = BasketVisitor.objects.filter(basket__in=person.baskets).values("visitor")
    theirs = Q(user__in=person.users) | Q(customer__in=person.customers)
    return Visitor.objects.filter(theirs | Q(pk__in=baskets))


def interactions_of(person: Person) -> QuerySet[Interaction]:
    """List what they did."""
    theirs = Q(user__in=person.users) | Q(customer__in=person.customers)
    return Interaction.objects.filter(theirs | Q(visitor__in=visitors_of(person)))


def erase_behaviour(person: Person) -> int:
    """Forget what they did and in which browser; return how many things that were."""
    number = interactions_of(person).delete()[0] + visitors_of(person).delete()[0]
    for user in User.objects.filter(pk__in=person.users):
        erase_account_behaviour(user, now=timezone.now())
    return number


ERASERS.register(
    Eraser(
        name="interactions",
        label=_("what was viewed, searched and bought, as remembered with consent"),
        fields=("interactions.Visitor.*", "interactions.Interaction.*", "interactions.ToldVisit.*"),
        erase=erase_behaviour,
        count=lambda person: interactions_of(person).count(),
        order=40,
    )
)
