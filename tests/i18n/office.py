"""What the back office lists beside what buyers see: offers, codes, payouts, a warehouse, an application."""

from datetime import timedelta

from django.utils import timezone

from partners.commissions.services import pay_out
from shop.offer.models import ConditionalOffer
from shop.voucher.models import Voucher, VoucherSet
from shop.voucher.services import fill_set
from tests.i18n.world import World
from tests.partners.factories import CommissionFactory
from tests.shop.offer.makers import make_offer, make_voucher

NAMES = {"name_zh_hans": "九折", "name_zh_hant": "九折"}


def furnish(world: World) -> None:
    """Make them, under Chinese names."""
    now = timezone.now()
    make_offer(name="九折")
    coded = make_offer(name="满减", offer_type=ConditionalOffer.VOUCHER, max_global_applications=5)
    voucher = make_voucher("1001", coded)
    Voucher.objects.filter(pk=voucher.pk).update(name="春", name_en="春")
    for row in ConditionalOffer.objects.all():
        row.benefit.range.name_en = row.benefit.range.name = "全部"
        row.benefit.range.save()
    codes = VoucherSet.objects.create(
        name="春", count=2, code_prefix="99", start_datetime=now, end_datetime=now + timedelta(days=1)
    )
    fill_set(codes, usage=Voucher.SINGLE_USE, offers=[coded])
    due = CommissionFactory(account=world.member.account, status="payable")
    pay_out(due.account, currency="EUR", total=due.amount, now=now, reference="4711")
    CommissionFactory(account=world.member.account, status="payable")
