"""What happens to applications and agreements, as events."""

from dataclasses import dataclass

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PartnerApplicationReceived(DomainEvent):
    """Somebody asked to become a partner."""

    application_id: int


@dataclass(frozen=True, kw_only=True)
class PartnerApplicationDecided(DomainEvent):
    """A person has said yes or no to an application."""

    application_id: int


@dataclass(frozen=True, kw_only=True)
class PartnerAgreementAccepted(DomainEvent):
    """An administrator of a partner has accepted a version of the agreement."""

    acceptance_id: int
