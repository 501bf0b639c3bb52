"""What becomes of training when somebody is forgotten: courses are the shop's, what they made of it goes."""

from django.utils.translation import gettext_lazy as _

from partners.training.models import Certificate, Enrolment
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated


def erase_training(person: Person) -> int:
    """Delete certificates, attempts and progress; what asked for a certificate of theirs is closed then."""
    certificates, _models = Certificate.objects.filter(user__in=person.users).delete()
    enrolments, _models = Enrolment.objects.filter(user__in=person.users).delete()
    return certificates + enrolments


UNRELATED.register(
    Unrelated(
        name="partner-courses",
        fields=(
            "partner_training.Course.*",
            "partner_training.Lesson.*",
            "partner_training.Question.*",
            "partner_training.Choice.*",
        ),
    )
)
ERASERS.register(
    Eraser(
        name="partner-training",
        label=_("training: progress, attempts and certificates"),
        fields=("partner_training.Attempt.*", "partner_training.Certificate.*"),
        erase=erase_training,
        count=lambda person: (
            Certificate.objects.filter(user__in=person.users).count()
            + Enrolment.objects.filter(user__in=person.users).count()
        ),
    )
)
