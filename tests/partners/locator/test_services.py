"""An entry is published when staff say so, one version at a time."""

import pytest

from partners.locator.events import ListingDecided
from partners.locator.models import PartnerListing
from partners.locator.services import (
    ListingRefusedError,
    approve,
    refuse,
    submit_listing,
    withdraw_listing,
)
from partners.locator.subscribers import on_listing_decided
from shop.events.models import Event
from shop.mail.models import Mail
from tests.config.roles.people import member
from tests.partners.factories import PartnerUserFactory
from tests.partners.locator.factories import ListingFactory

pytestmark = pytest.mark.django_db
State = PartnerListing.State


@pytest.fixture
def staff():
    return member("partner manager")


def state_of(listing):
    return PartnerListing.objects.get(pk=listing.pk).state


def test_published_version_stays_until_the_new_one_is_approved(staff):
    shown = approve(ListingFactory(), by=staff)
    new = submit_listing(
        ListingFactory.build(account=shown.account, country=shown.country), specialties=[], by=None
    )
    assert (state_of(shown), state_of(new)) == (State.SHOWN, State.WAITING)

    approve(new, by=staff)

    assert (state_of(shown), state_of(new)) == (State.REPLACED, State.SHOWN)


def test_version_that_waits_is_replaced_by_a_later_one():
    first = ListingFactory()

    submit_listing(
        ListingFactory.build(account=first.account, country=first.country), specialties=[], by=None
    )

    assert state_of(first) == State.REPLACED
    with pytest.raises(ListingRefusedError):
        approve(first, by=member("partner manager"))


def test_rejecting_takes_a_reason_and_leaves_what_is_published(staff):
    shown = ListingFactory(state=State.SHOWN)
    new = ListingFactory(account=shown.account)
    with pytest.raises(ValueError):
        refuse(new, reason=" ", by=staff)

    refuse(new, reason="No prices, please.", by=staff)

    assert (state_of(shown), state_of(new)) == (State.SHOWN, State.REFUSED)


def test_approving_twice_tells_it_once(staff):
    listing = ListingFactory()

    approve(listing, by=staff)
    approve(listing, by=staff)

    assert Event.objects.filter(name="ListingDecided").count() == 1


def test_withdrawing_takes_everything_off(staff):
    shown = ListingFactory(state=State.SHOWN)
    new = ListingFactory(account=shown.account)

    assert withdraw_listing(shown.account, by=staff)

    assert (state_of(shown), state_of(new)) == (State.WITHDRAWN, State.WITHDRAWN)
    assert not withdraw_listing(shown.account, by=staff)


def test_decision_is_mailed_once(staff):
    person = PartnerUserFactory()
    listing = ListingFactory(account=person.account, created_by=person.user, state=State.SHOWN)

    on_listing_decided(ListingDecided(listing_id=listing.pk))
    on_listing_decided(ListingDecided(listing_id=listing.pk))

    mail = Mail.objects.get()
    assert mail.to == person.user.email
    assert f"/find-a-partner/{person.account.code}/" in mail.text
