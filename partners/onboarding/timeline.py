"""What the timeline tells of becoming a partner: applied, answered, agreement accepted."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm_core.customers.services import identify
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record
from partners.onboarding.events import (
    PartnerAgreementAccepted,
    PartnerApplicationDecided,
    PartnerApplicationReceived,
)
from partners.onboarding.models import AgreementAcceptance, PartnerApplication
from shop.events.registry import subscribe
from shop.user.models import User

TEMPLATE = "partners/onboarding/timeline.html"
for _name, _label in (
    ("partner.applied", _("Applied to be a partner")),
    ("partner.approved", _("Became a partner")),
    ("partner.declined", _("Was declined as a partner")),
    ("partner.agreement", _("Accepted the partner agreement")),
):
    KINDS.register(TimelineKind(name=_name, label=_label, group="other", icon="link", template=TEMPLATE))


@subscribe(PartnerApplicationReceived)
def tell_application(event: PartnerApplicationReceived) -> None:
    """Tell that somebody applied."""
    application = PartnerApplication.objects.select_related("user").filter(pk=event.application_id).first()
    if application is not None:
        _tell(application.user, "applied", application.created_at, application.pk, application.company_name)


@subscribe(PartnerApplicationDecided)
def tell_decision(event: PartnerApplicationDecided) -> None:
    """Tell what was answered."""
    application = PartnerApplication.objects.select_related("user").filter(pk=event.application_id).first()
    if application is not None and application.decided_at is not None:
        _tell(
            application.user,
            application.status,
            application.decided_at,
            application.pk,
            application.company_name,
        )


@subscribe(PartnerAgreementAccepted)
def tell_agreement(event: PartnerAgreementAccepted) -> None:
    """Tell who accepted which version."""
    rows = AgreementAcceptance.objects.select_related("user", "version", "account__company")
    accepted = rows.filter(pk=event.acceptance_id).first()
    if accepted is not None and accepted.user is not None:
        _tell(
            accepted.user,
            "agreement",
            accepted.accepted_at,
            accepted.pk,
            str(accepted.account.company),
            version=accepted.version.number,
        )


def _tell(user: User, what: str, at: datetime, key: int, company: str, **more: object) -> None:
    if not user.is_active:
        return
    record(
        identify(user=user),
        kind=f"partner.{what}",
        occurred_at=at,
        source=f"partner-{what}:{key}",
        data={"company": company, **more},
    )
