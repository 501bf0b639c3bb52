"""What the demo's customers agreed to and refused in its past: something of every kind."""

from datetime import datetime, timedelta

from django.utils import translation

from config.demo.customers import Shopper, shoppers
from config.demo.order_plan import random_for
from crm_core.consents.addresses import Key, key_of
from crm_core.consents.models import Consent, Suppression
from crm_core.consents.purposes import PURPOSES, Channel
from crm_core.consents.services import object_to_all, suppress, words, write
from shop.mail.newsletter import newsletter_words
from shop.user.models import User

Action, Source = Consent.Action, Consent.Source
ASKED_AT = (Source.FOOTER, Source.CHECKOUT, Source.REGISTRATION, Source.FORM)
CONFIRMED, LEFT_OPEN = 0.55, 0.65


def add_consents(*, now: datetime) -> int:
    """Have each of those who buy say what they want; return how many did."""
    staff = User.objects.filter(is_staff=True).order_by("pk").first()
    told = 0
    for place, shopper in enumerate(shoppers()):
        key = key_of(email=shopper.email)
        drawn = random_for(f"consents of {shopper.email}")
        began = now - timedelta(days=drawn.uniform(60, 340))
        share = drawn.random()
        if share < LEFT_OPEN:
            source = drawn.choice(ASKED_AT)
            _ask_newsletter(key, shopper, source, began, is_confirmed=share < CONFIRMED)
        if share < CONFIRMED:
            STORIES[place % len(STORIES)](key, shopper, began + timedelta(days=30), staff)
        told += share < LEFT_OPEN
    return told


def _ask_newsletter(key: Key, shopper: Shopper, source: str, at: datetime, *, is_confirmed: bool) -> None:
    """Ask for the newsletter and, as most did, confirm it by mail some minutes later."""
    with translation.override(shopper.language):
        shown = words(newsletter_words(), language=shopper.language)
    steps = [(Action.REQUESTED, at), (Action.GRANTED, at + timedelta(minutes=7))]
    for action, when in steps if is_confirmed else steps[:1]:
        write(
            key,
            purpose="newsletter",
            action=action,
            source=source,
            words=shown,
            language=shopper.language,
            at=when,
        )


def _preferences(key: Key, shopper: Shopper, at: datetime, _staff: User | None) -> None:
    _choose(key, shopper, at, [("product-news", Channel.EMAIL), ("newsletter", Channel.POST)])


def _unsubscribed(key: Key, _shopper: Shopper, at: datetime, _staff: User | None) -> None:
    write(key, purpose="newsletter", action=Action.REFUSED, source=Source.ONE_CLICK, at=at)


def _told_staff(key: Key, _shopper: Shopper, at: datetime, staff: User | None) -> None:
    write(
        key,
        purpose="newsletter",
        channel=Channel.PHONE,
        action=Action.GRANTED,
        source=Source.STAFF,
        at=at,
        by=staff,
        reason="Asked for a call before each firing.",
    )


def _objected(key: Key, _shopper: Shopper, at: datetime, _staff: User | None) -> None:
    object_to_all(key, source=Source.PREFERENCES, at=at)


def _changed_their_mind(key: Key, shopper: Shopper, at: datetime, _staff: User | None) -> None:
    _choose(key, shopper, at, [("review-requests", Channel.EMAIL), ("surveys", Channel.EMAIL)])
    later = at + timedelta(days=12)
    write(key, purpose="surveys", action=Action.REFUSED, source=Source.PREFERENCES, at=later)


def _bounced(key: Key, _shopper: Shopper, at: datetime, _staff: User | None) -> None:
    suppress(key, reason=Suppression.Reason.BOUNCED, note="550 5.1.1 no such user", at=at)


def _choose(key: Key, shopper: Shopper, at: datetime, choices: list[tuple[str, Channel]]) -> None:
    for code, channel in choices:
        with translation.override(shopper.language):
            shown = words(f"{PURPOSES[code].name}: {PURPOSES[code].about}", language=shopper.language)
        write(
            key,
            purpose=code,
            channel=channel,
            action=Action.GRANTED,
            source=Source.PREFERENCES,
            words=shown,
            language=shopper.language,
            at=at,
        )


#: What followed a month later, to one after the other.
STORIES = (_preferences, _unsubscribed, _told_staff, _objected, _changed_their_mind, _bounced)
