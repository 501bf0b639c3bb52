"""The life of a sale (`shop.catalogue_promotions`): launched, approved by somebody else, paused, ended.

The same settings as for promotions say whether a second person has to look. Each call holds the sale's row
and has the prices reckoned anew in its transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from shop.catalogue_promotions.models import CataloguePromotion
from shop.catalogue_promotions.tasks import start
from shop.catalogue_promotions.terms_digest import digest_of
from shop.offer.approvals import ApprovalState as State
from shop.promotions.approving import ask, checked_reason, decide
from shop.promotions.exceptions import PromotionError
from shop.promotions.models import PromotionSettings
from shop.user.models import User

Kind = CataloguePromotion.Kind


def sale_needs_approval(sale: CataloguePromotion) -> bool:
    """Tell by the settings whether a second person has to look; a set price always needs one."""
    rules = PromotionSettings.load()
    if not rules.needs_approval:
        return False
    if sale.kind == Kind.PERCENT:
        return sale.value > rules.free_percent
    return sale.kind != Kind.AMOUNT or sale.value > rules.free_amount


@contextmanager
def _held(sale: CataloguePromotion) -> Iterator[CataloguePromotion]:
    """Hold the row of a sale, read anew, for one transaction."""
    with transaction.atomic():
        yield CataloguePromotion.objects.select_for_update(of=("self",)).get(pk=sale.pk)


def launch_sale(sale: CataloguePromotion, *, by: User) -> CataloguePromotion:
    """Ask for approval, or reduce prices within the dates where none is needed. Raises PromotionError."""
    with _held(sale) as held:
        ask(held, digest=digest_of(held), is_free=not sale_needs_approval(held), by=by)
        log(held, "promotions.launch", user=by)
        return held


def approve_sale(sale: CataloguePromotion, *, by: User, digest: str) -> CataloguePromotion:
    """Let what was asked for reduce prices; `digest` is that of the terms which `by` has read.

    Raises PromotionError for who asked for it, for one that waits no more, and for other terms.
    """
    return _decide(sale, State.APPROVED, by=by, digest=digest)


def refuse_sale(sale: CataloguePromotion, *, by: User, digest: str, reason: str) -> CataloguePromotion:
    """Say no, and why. Raises PromotionError as `approve_sale` does, and without a reason."""
    return _decide(sale, State.REFUSED, by=by, digest=digest, reason=checked_reason(reason))


def _decide(
    sale: CataloguePromotion, state: str, *, by: User, digest: str, reason: str = ""
) -> CataloguePromotion:
    with _held(sale) as held:
        decide(held, state, by=by, digest=digest, current=digest_of(held), reason=reason)
        log(held, f"promotions.{'approve' if state == State.APPROVED else 'refuse'}", user=by)
        start()
        return held


def follow_sale(sale: CataloguePromotion) -> CataloguePromotion:
    """Have the approval follow what somebody saved: other terms than those approved need a new launch.

    Where no approval is needed, what was approved stays so.
    """
    with _held(sale) as held:
        digest = digest_of(held)
        if held.state not in {State.WAITING, State.APPROVED} or held.digest == digest:
            return held
        held.digest = digest
        if held.state == State.WAITING or sale_needs_approval(held):
            held.state = State.DRAFT  # guard: sale-other-terms
        held.save(update_fields=["state", "digest"])
        return held


def remember_sales() -> None:
    """Keep the terms of approved sales whose terms nobody knows, so that they may stay as they are."""
    for sale in CataloguePromotion.objects.filter(state=State.APPROVED, digest=""):
        CataloguePromotion.objects.filter(pk=sale.pk).update(digest=digest_of(sale))


def switch_sale(sale: CataloguePromotion, *, is_on: bool, by: User) -> None:
    """Pause it or let it go on within its dates; prices follow at once."""
    with _held(sale) as held:
        held.is_on = is_on
        held.save(update_fields=["is_on"])
        log(held, "wagtail.edit", user=by)


def end_sale(sale: CataloguePromotion, *, by: User) -> None:
    """End it now. Raises PromotionError where it has ended or not begun; an earlier end is no new term."""
    with _held(sale) as held:
        now = timezone.now()
        if held.end is not None and held.end <= now:
            raise PromotionError(_("“%(name)s” has ended already.") % {"name": held})
        if held.start > now:
            raise PromotionError(_("“%(name)s” has not begun: change its dates instead.") % {"name": held})
        held.end = now
        held.save(update_fields=["end"])
        if held.state == State.APPROVED:
            CataloguePromotion.objects.filter(pk=held.pk).update(digest=digest_of(held))
        log(held, "wagtail.edit", user=by)
