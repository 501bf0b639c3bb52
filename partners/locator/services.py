"""Writing entries: a partner submits, staff decide, either takes the entry off.

Each service holds the partner account, so that of two versions at once the later one counts.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.locator.events import ListingDecided
from partners.locator.models import ListingState, PartnerListing
from shop.audit.services import record as log
from shop.catalogue.models import Category
from shop.events.services import publish
from shop.user.models import User

State = ListingState


class ListingRefusedError(ValueError):
    """The version does not wait for a decision any more; nothing was changed."""


@transaction.atomic
def submit_listing(
    listing: PartnerListing, *, specialties: Iterable[Category], by: User | None
) -> PartnerListing:
    """Keep a new version (not saved yet) to be approved, in place of one that waits.

    The published version stays on the storefront until staff approve this one.
    """
    _hold(listing.account_id)
    PartnerListing.objects.filter(account=listing.account_id, state=State.WAITING).update(
        state=State.REPLACED
    )
    listing.pk, listing.state, listing.created_by = None, State.WAITING, by
    listing.save(force_insert=True)
    listing.specialties.set(specialties)
    return listing


@transaction.atomic
def approve(listing: PartnerListing, *, by: User) -> PartnerListing:
    """Publish a version that waits in place of the one before; a second click finds it published.

    Raises ListingRefusedError where it was replaced, rejected or withdrawn meanwhile.
    """
    held = _held(listing)
    if held.state == State.SHOWN:
        return held
    if held.state != State.WAITING:
        raise ListingRefusedError
    PartnerListing.objects.filter(account=held.account_id, state=State.SHOWN).update(state=State.REPLACED)
    return _decide(held, State.SHOWN, reason="", by=by)


@transaction.atomic
def refuse(listing: PartnerListing, *, reason: str, by: User) -> PartnerListing:
    """Reject a version that waits, with a reason that the partner reads; what is published stays.

    Raises ListingRefusedError where it does not wait any more, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("A rejection needs a reason.")
    held = _held(listing)
    if held.state == State.REFUSED:
        return held
    if held.state != State.WAITING:
        raise ListingRefusedError
    return _decide(held, State.REFUSED, reason=reason.strip()[:500], by=by)


@transaction.atomic
def withdraw_listing(account: PartnerAccount, *, by: User) -> bool:
    """Take a partner off the locator, whatever is published or waits; say whether there was anything."""
    _hold(account.pk)
    rows = PartnerListing.objects.filter(account=account, state__in=[State.SHOWN, State.WAITING])
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    PartnerListing.objects.filter(pk__in=keys).update(
        state=State.WITHDRAWN, decided_by=by, decided_at=timezone.now()
    )
    for key in keys:
        _log("listing_withdrawn", key, by=by)
    return bool(keys)


def _hold(account_id: int) -> None:
    PartnerAccount.objects.select_for_update().get(pk=account_id)  # guard: listings-one-by-one


def _held(listing: PartnerListing) -> PartnerListing:
    _hold(listing.account_id)
    return PartnerListing.objects.select_related("account__company", "country").get(pk=listing.pk)


def _decide(held: PartnerListing, state: ListingState, *, reason: str, by: User) -> PartnerListing:
    held.state, held.reason = state, reason
    held.decided_by, held.decided_at = by, timezone.now()
    held.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _log(f"listing_{state.value}", held.pk, by=by)
    publish(ListingDecided(listing_id=held.pk))
    return held


def _log(action: str, pk: int, *, by: User) -> None:
    log(action, actor=by, model="partner_locator.partnerlisting", object_id=pk, detail={})
