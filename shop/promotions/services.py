"""A promotion's life: launched, approved by somebody else, paused, ended, copied.

Whoever changes both locks the offer's row first, then the promotion's: saving an offer does so too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname
from wagtail.log_actions import log

from shop.offer.availability import OPEN, SUSPENDED
from shop.offer.models import Benefit, ConditionalOffer, update_offer_status
from shop.offer.names import free_name
from shop.offer.terms import Terms, terms_of, write_terms
from shop.offer.tiers import tiers_of
from shop.promotions.approving import ask, checked_reason, decide
from shop.promotions.codes import follow_dates
from shop.promotions.exceptions import PromotionError
from shop.promotions.models import Promotion, PromotionSettings
from shop.promotions.terms_digest import digest_of
from shop.user.models import User

State = Promotion.State
#: What marketers make; what staff take off a single order is none of theirs.
KINDS = (ConditionalOffer.SITE, ConditionalOffer.VOUCHER)
PERCENTS = (Benefit.PERCENTAGE, Benefit.SHIPPING_PERCENTAGE)
AMOUNTS = (Benefit.FIXED, Benefit.FIXED_UNIT, Benefit.SHIPPING_ABSOLUTE)


def needs_approval(offer: ConditionalOffer) -> bool:
    """Tell by the settings whether a second person has to look; always where no percentage or amount says."""
    rules = PromotionSettings.load()
    if not rules.needs_approval:
        return False
    benefit = offer.benefit
    value = max([benefit.value or Decimal(0), *(tier.value for tier in tiers_of(offer))])
    if benefit.proxy_class:
        return True
    if benefit.type in PERCENTS:
        return value > rules.free_percent
    return benefit.type not in AMOUNTS or value > rules.free_amount


@contextmanager
def _held(promotion: Promotion) -> Iterator[Promotion]:
    """Hold the rows of an offer and its promotion, read anew, for one transaction."""
    with transaction.atomic():
        offer = ConditionalOffer.objects.select_for_update(of=("self",)).get(pk=promotion.offer_id)
        held = Promotion.objects.select_for_update(of=("self",)).get(pk=promotion.pk)
        held.offer = offer
        yield held


def launch(promotion: Promotion, *, by: User) -> Promotion:
    """Ask for approval, or go live within the dates where none is needed. Raises PromotionError."""
    with _held(promotion) as held:
        is_free = not needs_approval(held.offer)
        ask(held, digest=digest_of(held.offer), is_free=is_free, by=by)
        _let(held.offer, approved=is_free)
        log(held.offer, "promotions.launch", user=by)
        return held


def approve(promotion: Promotion, *, by: User, digest: str) -> Promotion:
    """Let what was asked for go live; `digest` is that of the terms which `by` has read.

    Raises PromotionError for who asked for it, for one that waits no more, and for other terms.
    """
    return _decide(promotion, State.APPROVED, by=by, digest=digest)


def refuse(promotion: Promotion, *, by: User, digest: str, reason: str) -> Promotion:
    """Say no, and why. Raises PromotionError as `approve` does, and without a reason."""
    return _decide(promotion, State.REFUSED, by=by, digest=digest, reason=checked_reason(reason))


def _decide(promotion: Promotion, state: str, *, by: User, digest: str, reason: str = "") -> Promotion:
    with _held(promotion) as held:
        decide(held, state, by=by, digest=digest, current=digest_of(held.offer), reason=reason)
        _let(held.offer, approved=state == State.APPROVED)
        log(held.offer, f"promotions.{'approve' if state == State.APPROVED else 'refuse'}", user=by)
        return held


def _let(offer: ConditionalOffer, *, approved: bool) -> None:
    ConditionalOffer.objects.filter(pk=offer.pk).update(approved=approved)
    offer.approved = approved


def follow_offer(offer: ConditionalOffer) -> None:
    """Have the promotion of a saved offer follow: a new one gets its row, other terms need a new launch.

    Where no approval is needed an offer that somebody saved stays, or is, approved; one that is saved as
    not approved is a draft.
    """
    if offer.offer_type not in KINDS:
        return
    promotion, is_new = Promotion.objects.get_or_create(offer=offer)
    follow_dates(promotion)
    digest, row = digest_of(offer), Promotion.objects.filter(pk=promotion.pk)
    if is_new:
        if offer.approved and not needs_approval(offer):
            row.update(state=State.APPROVED, digest=digest)
        elif offer.approved:
            _let(offer, approved=False)
        return
    if promotion.state not in {State.WAITING, State.APPROVED} or promotion.digest == digest:
        return
    if promotion.state == State.APPROVED and not needs_approval(offer):
        row.update(digest=digest)
        return
    row.update(state=State.DRAFT, digest="")  # guard: promotion-other-terms
    _let(offer, approved=False)


def remember_terms() -> None:
    """Keep the terms of what is approved and whose terms nobody knows, so that they may stay as they are."""
    for promotion in Promotion.objects.filter(state=State.APPROVED, digest="").select_related("offer"):
        Promotion.objects.filter(pk=promotion.pk).update(digest=digest_of(promotion.offer))


def pause(promotion: Promotion, *, by: User) -> None:
    """Have nobody get it until it is resumed; orders that have it keep it."""
    _switch(promotion, SUSPENDED, by=by)


def resume(promotion: Promotion, *, by: User) -> None:
    """Let buyers get it again within its dates and limits."""
    _switch(promotion, OPEN, by=by)


def _switch(promotion: Promotion, status: str, *, by: User) -> None:
    with _held(promotion) as held:
        ConditionalOffer.objects.filter(pk=held.offer_id).update(status=status)
        update_offer_status(held.offer_id)
        log(held.offer, "wagtail.edit", user=by)


def end(promotion: Promotion, *, by: User) -> None:
    """End it now. Raises PromotionError where it has ended or not begun."""
    with _held(promotion) as held:
        offer, now = held.offer, timezone.now()
        if offer.end_datetime is not None and offer.end_datetime <= now:
            raise PromotionError(_("“%(name)s” has ended already.") % {"name": held})
        if offer.start_datetime is not None and offer.start_datetime > now:
            raise PromotionError(_("“%(name)s” has not begun: change its dates instead.") % {"name": held})
        ConditionalOffer.objects.filter(pk=offer.pk).update(end_datetime=now)
        if held.state == State.APPROVED:  # what gives less needs no second approval
            Promotion.objects.filter(pk=held.pk).update(digest=digest_of(offer))
        log(offer, "wagtail.edit", user=by)


def duplicate(promotion: Promotion, *, by: User) -> Promotion:
    """Copy it as a draft without dates, codes and figures."""
    with transaction.atomic():
        source = promotion.offer
        terms: Terms = terms_of(source)
        copy = ConditionalOffer.objects.get(pk=source.pk)
        copy._state.adding = True
        for name in ("pk", "slug", "benefit", "condition"):
            setattr(copy, name, None)
        copy.num_applications = copy.num_orders = 0
        copy.total_discount = Decimal(0)
        copy.start_datetime = copy.end_datetime = None
        copy.status, copy.approved = OPEN, False
        for code, _label in settings.LANGUAGES:
            field = build_localized_fieldname("name", code)
            if name := getattr(source, field):
                setattr(copy, field, free_name(copy, name, code))
        write_terms(copy, terms)
        copy.save()
        copy.companies.set(source.companies.all())
        made = Promotion.objects.get(offer=copy)
        made.template, made.made_by = promotion.template, by
        made.save(update_fields=["template", "made_by"])
        log(copy, "wagtail.create", user=by)
        return made
