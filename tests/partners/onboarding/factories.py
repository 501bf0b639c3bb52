"""Agreements."""

from django.utils import timezone

from partners.onboarding.models import AgreementVersion


def agreement_version(number=1, *, is_published=True, **facts):
    """A version of the agreement, published unless it is said to be a draft."""
    return AgreementVersion.objects.create(
        number=number,
        title=f"Agreement {number}",
        text=f"<p>Terms {number}</p>",
        published_at=timezone.now() if is_published else None,
        **facts,
    )
