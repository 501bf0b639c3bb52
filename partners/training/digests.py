"""Courses in the partners' weekly news."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.accounts.access import PartnerAccess
from partners.accounts.digests import DIGEST_SOURCES, DigestItem, DigestSource, Week
from partners.training.queries import courses_for


def new_courses(access: PartnerAccess, week: Week) -> list[DigestItem]:
    """List the published courses for a reader that were made in the week."""
    return [
        DigestItem(title=course.title, path=reverse("partner_training:course", args=[course.pk]))
        for course in courses_for(access)
        if week.since <= course.created_at < week.until
    ]


DIGEST_SOURCES.register(DigestSource(name="training", label=_("Training"), read=new_courses, order=30))
