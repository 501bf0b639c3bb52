"""The codes of a promotion: one that everybody types, or unique ones for one order each.

Unique codes have 65 bits: 13 letters of an alphabet of 32 without those that are taken for each other.
That no code is there twice is held by the database; a slice that meets one is drawn anew. They hold as
long as their promotion: when its dates change, theirs follow.
"""

from datetime import UTC, datetime
from secrets import choice

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.offer.models import ConditionalOffer
from shop.promotions.exceptions import PromotionError
from shop.promotions.models import CodeRun, Promotion
from shop.time_zones import shop_day
from shop.user.models import User
from shop.voucher.models import Voucher, VoucherSet
from shop.voucher.services import ALPHABET

GROUPS = (5, 4, 4)
SLICE = 2_000
#: So many are made while the page is; a worker makes more.
AT_ONCE = 10_000
MOST = 1_000_000
TRIES = 5
#: Codes need dates; where a promotion has none, theirs do not bound.
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)


def set_code(promotion: Promotion, code: str) -> None:
    """Have one code lead to a promotion. Raises PromotionError for one that is taken."""
    code = code.strip().upper()
    offer, held = promotion.offer, promotion.code
    start, end = dates_of(offer)
    if Voucher.objects.filter(code__iexact=code).exclude(promotion=promotion).exists():
        raise PromotionError(_("The code %(code)s is taken.") % {"code": code})
    voucher = held or Voucher(usage=Voucher.MULTI_USE)
    voucher.code, voucher.start_datetime, voucher.end_datetime = code, start, end
    voucher.name_en = f"{offer.name} {code}"[:128]
    voucher.save()
    voucher.offers.set([offer])
    promotion.code = voucher
    promotion.save(update_fields=["code"])


def dates_of(offer: ConditionalOffer) -> tuple[datetime, datetime]:
    """Return from when until when the codes of an offer hold."""
    return offer.start_datetime or FIRST, offer.end_datetime or LAST


def follow_dates(promotion: Promotion) -> None:
    """Give a promotion's codes its dates."""
    start, end = dates_of(promotion.offer)
    own = Voucher.objects.none()
    if promotion.code_id:
        own |= Voucher.objects.filter(pk=promotion.code_id)
    if promotion.code_set_id:
        own |= Voucher.objects.filter(voucher_set=promotion.code_set_id)
        rows = VoucherSet.objects.filter(pk=promotion.code_set_id)
        rows.update(start_datetime=start, end_datetime=end)
    own.exclude(start_datetime=start, end_datetime=end).update(start_datetime=start, end_datetime=end)


def order_codes(promotion: Promotion, *, count: int, prefix: str = "", by: User | None = None) -> CodeRun:
    """Write down that so many unique codes are wanted; `work_on` makes them. Raises PromotionError.

    Only for a promotion that is had with a code; the codes stand in one set, whatever number of runs.
    """
    offer = promotion.offer
    if offer.offer_type != ConditionalOffer.VOUCHER:
        raise PromotionError(_("“%(name)s” needs no code: every buyer gets it.") % {"name": promotion})
    if not 1 <= count <= MOST:
        raise PromotionError(_("Between 1 and %(most)d codes at once.") % {"most": MOST})
    prefix = "".join(letter for letter in prefix.upper() if letter.isascii() and letter.isalnum())[:10]
    with transaction.atomic():
        held = Promotion.objects.select_for_update(of=("self",)).get(pk=promotion.pk)
        if held.code_set_id is None:
            start, end = dates_of(offer)
            held.code_set = VoucherSet.objects.create(
                name=f"{str(offer.name)[:80]} #{held.pk}",
                count=0,
                code_length=sum(GROUPS),
                code_prefix=prefix,
                start_datetime=start,
                end_datetime=end,
            )
            held.save(update_fields=["code_set"])
        promotion.code_set = held.code_set
        return CodeRun.objects.create(promotion=held, count=count, prefix=prefix, asked_by=by)


def work_on(run: CodeRun) -> int:
    """Make what is missing of a run, slice by slice; return how many codes this call made.

    Each slice is one transaction with the run's counter: a message that comes twice, or a worker that
    dies, makes no code too many.
    """
    made = 0
    while slice_size := _make_slice(run.pk):
        made += slice_size
    return made


def _make_slice(pk: int) -> int:
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                run = CodeRun.objects.select_for_update(of=("self",)).get(pk=pk)
                size = min(SLICE, run.count - run.made)
                if size <= 0:
                    CodeRun.objects.filter(pk=pk, finished_at=None).update(finished_at=timezone.now())
                    return 0
                _insert(run, size)
                CodeRun.objects.filter(pk=pk).update(made=F("made") + size)
                return size
        except IntegrityError:  # a code that is there: none of this slice was made
            continue
    raise PromotionError(_("No free codes were found. Choose another beginning."))


def _insert(run: CodeRun, size: int) -> None:
    promotion = Promotion.objects.select_related("offer").get(pk=run.promotion_id)
    start, end = dates_of(promotion.offer)
    today = shop_day()
    codes: set[str] = set()
    while len(codes) < size:
        codes.add(new_code(run.prefix))
    made = Voucher.objects.bulk_create(
        [
            Voucher(
                name_en=code,
                name=code,
                code=code,
                voucher_set_id=promotion.code_set_id,
                usage=Voucher.SINGLE_USE,
                start_datetime=start,
                end_datetime=end,
                date_created=today,
            )
            for code in codes
        ],
        batch_size=500,
    )
    links = Voucher.offers.through
    links.objects.bulk_create(
        [links(voucher_id=one.pk, conditionaloffer_id=promotion.offer_id) for one in made], batch_size=500
    )
    VoucherSet.objects.filter(promotion=promotion).update(count=F("count") + len(made))


def new_code(prefix: str = "") -> str:
    """Draw a code: `SPRING-ABCDE-FGHJ-KLMN`."""
    groups = ["".join(choice(ALPHABET) for _letter in range(length)) for length in GROUPS]
    return "-".join([*([prefix] if prefix else []), *groups])
