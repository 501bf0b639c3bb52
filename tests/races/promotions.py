"""Deciders and workers at the same moment; each race returns what came of it."""

from functools import partial

from shop.offer.models import ConditionalOffer
from shop.promotions import services
from shop.promotions.codes import order_codes, work_on
from shop.promotions.exceptions import PromotionError
from shop.promotions.models import CodeRun, Promotion
from shop.voucher.models import Voucher
from tests.shop.checkout.race import at_once
from tests.shop.factories import StaffFactory
from tests.shop.promotions.makers import make_promotion, need_approval

CODES = 120


def deciding(approvers):
    """Have so many colleagues decide at once, every other one with a no."""
    need_approval()
    promotion = services.launch(make_promotion(), by=StaffFactory())
    people = [StaffFactory() for _each in range(approvers)]
    answers = at_once([partial(_decide, promotion, user, number) for number, user in enumerate(people)])
    row = Promotion.objects.select_related("offer").get()
    return {
        "taken": answers.count("taken"),
        "agrees": row.offer.approved == (row.state == Promotion.State.APPROVED),
    }


def _decide(promotion, user, number):
    try:
        if number % 2:
            services.refuse(promotion, by=user, digest=promotion.digest, reason="-")
        else:
            services.approve(promotion, by=user, digest=promotion.digest)
    except PromotionError:
        return "late"
    return "taken"


def coding(workers):
    """Have so many workers make the codes of one run at once, and two runs of one promotion."""
    promotion = make_promotion(offer_type=ConditionalOffer.VOUCHER)
    runs = [order_codes(promotion, count=CODES) for _each in range(2)]
    at_once([partial(work_on, runs[number % 2]) for number in range(workers)])
    codes = list(Voucher.objects.values_list("code", flat=True))
    return {
        "codes": len(codes),
        "different": len(set(codes)),
        "made": list(CodeRun.objects.order_by("pk").values_list("made", flat=True)),
        "counted": Promotion.objects.get().code_set.count,
    }
