"""Reading registrations as partners and we see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.deal_registrations.models import (
    ConflictMatch,
    DealRegistration,
    EvidenceEntry,
    RegistrationLine,
)
from shop.partner.price_list_models import ListPrice

KINDS: dict[str, str | Promise] = {
    "vat": _("the same VAT id"),
    "email": _("the same e-mail address"),
    "domain": _("the same e-mail domain"),
    "name": _("a similar company name"),
    "address": _("the same address"),
    "hierarchy": _("the same group of companies"),
}
#: Of what happens on our side of the desk a partner is not told.
_OURS = (EvidenceEntry.Act.CONFLICTS, EvidenceEntry.Act.JUDGED)


def conflict_kinds(registration: DealRegistration) -> list[str | Promise]:
    """Say what agrees with somebody else's claim, never whose; empty without one."""
    matches = registration.matches.filter(is_conflict=True).exclude(verdict=ConflictMatch.Verdict.DIFFERENT)
    found = {kind for kinds in matches.values_list("kinds", flat=True) for kind in kinds}
    return [words for kind, words in KINDS.items() if kind in found]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something that happened, or a message (`text`), for a timeline."""

    at: datetime
    words: str
    text: str = ""
    from_partner: bool = False


def timeline_of(registration: DealRegistration, *, is_staff: bool = False) -> list[Moment]:
    """Return what happened and was written, the latest first; two queries."""
    entries = registration.evidence.order_by("pk")
    if not is_staff:
        entries = entries.exclude(act__in=_OURS)
    found = [
        Moment(at=entry.at, words=entry.get_act_display(), from_partner=entry.by_partner) for entry in entries
    ]
    found += [
        Moment(at=one.at, words=str(_("Message")), text=one.text, from_partner=one.from_partner)
        for one in registration.messages.order_by("pk")
    ]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


@dataclass(frozen=True, kw_only=True)
class ToldLine:
    """A line with its registered net price, while that holds."""

    line: RegistrationLine
    price: Decimal | None


def told_lines(registration: DealRegistration) -> Sequence[ToldLine]:
    """Return the lines with what was registered; two queries."""
    lines = list(registration.lines.select_related("product"))
    held: dict[int, Decimal] = {}
    if registration.price_list_id is not None:
        rows = ListPrice.objects.filter(price_list=registration.price_list_id)
        held = dict(rows.values_list("stockrecord__product", "price"))
    return [ToldLine(line=line, price=line.price or held.get(line.product_id or 0)) for line in lines]
