"""What happens to leads at partners, as events."""

from dataclasses import dataclass

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class LeadOffered(DomainEvent):
    """A lead was offered to a partner."""

    offer_id: int


@dataclass(frozen=True, kw_only=True)
class LeadOfferAnswered(DomainEvent):
    """A partner has accepted or declined a lead, or let it lapse; the state of the offer says which."""

    offer_id: int
