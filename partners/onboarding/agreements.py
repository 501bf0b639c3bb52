"""The partner agreement: publishing a version, asking for it, accepting it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.accounts.access import PartnerAccess
from partners.accounts.gates import GATES, Gate, Refusal
from partners.accounts.models import PartnerAccount
from partners.onboarding.events import PartnerAgreementAccepted
from partners.onboarding.models import AgreementAcceptance, AgreementVersion
from shop.events.services import publish as publish_event
from shop.user.models import User

ACCEPT = "partner.agreement.accept"


class StaleAgreementError(Exception):
    """What somebody read is not the current version any more, or none was ever published."""


@dataclass(frozen=True, kw_only=True)
class AgreementState:
    """The version that counts now and when the account accepted it; None: it has not."""

    version: AgreementVersion
    accepted_at: datetime | None

    @property
    def is_due(self) -> bool:
        """Whether the account has still to accept it."""
        return self.accepted_at is None


def current_version() -> AgreementVersion | None:
    """Return what partners are asked to accept; None while nothing is published."""
    return AgreementVersion.objects.exclude(published_at=None).order_by("-number").first()


def state_of(account: PartnerAccount) -> AgreementState | None:
    """Return how an account stands to the current version; None while there is none. One query."""
    mine = AgreementAcceptance.objects.filter(account=account, version=OuterRef("pk"))
    versions = AgreementVersion.objects.exclude(published_at=None).order_by("-number")
    version = versions.annotate(accepted=Subquery(mine.values("accepted_at")[:1])).first()
    return AgreementState(version=version, accepted_at=version.accepted) if version else None


def publish(version: AgreementVersion, *, by: User, now: datetime) -> bool:
    """Make a draft what partners have to accept; they are asked anew. False where it was one before."""
    drafts = AgreementVersion.objects.filter(pk=version.pk, published_at=None)
    return bool(drafts.update(published_at=now, published_by=by))


@transaction.atomic
def accept(
    version: AgreementVersion, *, account: PartnerAccount, user: User, name: str, language: str, now: datetime
) -> AgreementAcceptance:
    """Note that an account accepts the current version, as read in `language`; again, the first stands.

    Raises StaleAgreementError where another version is current by now. Effects in order: acceptance,
    PartnerAgreementAccepted.
    """
    current = current_version()
    if current is None or current.pk != version.pk:
        raise StaleAgreementError
    with translation.override(language):
        digest = current.digest()
    acceptance, is_new = AgreementAcceptance.objects.get_or_create(
        account=account,
        version=current,
        defaults={"user": user, "name": name, "language": language, "digest": digest, "accepted_at": now},
    )
    if is_new:  # guard: agreement-told-once
        publish_event(PartnerAgreementAccepted(acceptance_id=acceptance.pk))
    return acceptance


def refuse_without_agreement(access: PartnerAccess) -> Refusal | None:
    """Refuse every change while the current version is required and not accepted. One query."""
    state = state_of(access.account)
    if state is None or not state.is_due or not state.version.is_required:
        return None
    reason = _("The partner agreement has to be accepted first. One of your administrators can do that.")
    return Refusal(reason=reason, url=reverse("partners:agreement"), action=_("Read the agreement"))


GATES.register(Gate(name="agreement", refuse=refuse_without_agreement, order=20))
