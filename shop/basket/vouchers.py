"""A basket's vouchers: put in by code, taken out, and out by themselves once they cannot be used."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _, gettext_lazy
from oscar.apps.basket.signals import voucher_addition, voucher_removal

from shop.basket.models import Basket
from shop.basket.services import BasketError, apply_offers, lock_basket
from shop.offer.redeemers import Redeemer
from shop.user.models import User
from shop.voucher.models import Voucher

UNKNOWN = gettext_lazy("This code cannot be used. Please check that it is typed correctly and still valid.")


class VoucherError(BasketError):
    """A code cannot be used; the message is for the buyer and tells a stranger nothing of the code."""


@transaction.atomic
def add_voucher(basket: Basket, code: str, *, user: User | AnonymousUser, email: str = "") -> Voucher:
    """Put a voucher into a basket that is saved, and apply the offers; one that is in it stays once.

    `code` is what was typed; upper and lower case are one. Raises VoucherError when the code cannot be
    used or gives nothing for these goods, BasketClosedError when the basket has become an order; nothing
    is changed then. An unknown code and one that is not valid now, or that somebody else has used, are
    answered alike.
    """
    if not basket.pk:
        raise VoucherError(_("Your basket is empty."))
    lock_basket(basket)
    voucher = Voucher.objects.filter(code=code.upper()).first()
    redeemer = Redeemer.of(user, email=email)
    problem = voucher.problem_for(redeemer) if voucher else UNKNOWN
    if voucher is None or problem:
        is_theirs = voucher is not None and redeemer.user is not None and voucher.is_used_by(redeemer)
        raise VoucherError(problem if is_theirs else str(UNKNOWN))
    _link, is_new = basket.vouchers.through.objects.get_or_create(basket_id=basket.pk, voucher_id=voucher.pk)
    basket.may_have_vouchers = True
    if is_new:
        voucher_addition.send(sender=add_voucher, basket=basket, voucher=voucher)
    basket.reset_offer_applications()
    apply_offers(basket, user=user, email=email)
    if not any(application["voucher"] == voucher for application in basket.offer_applications):
        raise VoucherError(
            _("Voucher %(code)s does not apply to anything in your basket.") % {"code": voucher.code}
        )
    return voucher


def remove_voucher(basket: Basket, voucher: Voucher) -> bool:
    """Take a voucher out of a basket, whether or not it can still be used; tell whether it was in it."""
    is_out = bool(_row(basket, voucher).delete()[0])
    if is_out:
        voucher_removal.send(sender=remove_voucher, basket=basket, voucher=voucher)
        basket.reset_offer_applications()
    return is_out


def remove_unusable_vouchers(basket: Basket) -> list[str]:
    """Take out the vouchers that cannot be used (any more), as the offers found them; return words for each.

    Call it after `apply_offers`: such vouchers gave nothing, so no sum changes.
    """
    words = []
    for checked in basket.checked_vouchers:
        if checked.problem and _row(basket, checked.voucher).delete()[0]:
            voucher_removal.send(sender=remove_unusable_vouchers, basket=basket, voucher=checked.voucher)
            text = _("%(problem)s It has been removed from your basket.")
            words.append(text % {"problem": checked.problem})
    return words


def _row(basket: Basket, voucher: Model) -> QuerySet:
    return basket.vouchers.through.objects.filter(basket_id=basket.pk, voucher_id=voucher.pk)
