"""What a partner says of itself: where it begins, and when it is complete."""

from datetime import datetime

from django.db import transaction

from partners.accounts.models import PartnerAccount
from partners.onboarding.models import PartnerApplication, PartnerProfile

MANAGE_PROFILE = "partner.profile.manage"


def profile_of(account: PartnerAccount) -> PartnerProfile:
    """Return an account's profile; one that was never written is empty and not saved yet."""
    found = PartnerProfile.objects.filter(account=account).select_related("country").first()
    return found or PartnerProfile(account=account)


@transaction.atomic
def begin_profile(
    account: PartnerAccount, application: PartnerApplication, *, now: datetime
) -> PartnerProfile:
    """Write the profile of a new account from what the applicant told."""
    profile = PartnerProfile(
        account=account,
        country=application.country,
        territory=application.territory,
        website=application.website,
        expected_volume=application.expected_volume,
    )
    save_profile(profile, now=now)
    profile.interests.set(application.interests.all())
    return profile


def save_profile(profile: PartnerProfile, *, now: datetime) -> None:
    """Write a profile; the first time that it is complete is kept, whatever is taken out later."""
    if profile.completed_at is None and profile.is_complete:
        profile.completed_at = now
    profile.save()
