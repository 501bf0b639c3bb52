"""One draft, placed by several clicks at the same moment, begun in several tabs, or sent several times."""

from decimal import Decimal
from functools import partial
from uuid import uuid4

from django.contrib.sites.models import Site
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.offline.models import OfflineOrder
from crm_core.offline.reading import Written, WrittenLine
from crm_core.offline.services import take_order
from crm_core.order_entry import drafts
from crm_core.order_entry.calculation import calculate
from crm_core.order_entry.models import OrderDraft, StaffOrder
from crm_core.order_entry.placing import CannotPlaceError, place
from shop.basket.models import Basket, Line
from shop.configuration.models import MoneySettings
from shop.configuration.queries import STORED
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.partner.strategy import Strategy
from tests.shop.checkout.race import at_once
from tests.shop.factories import ProductFactory, StaffFactory, UserAddressFactory, UserFactory


def clicks(number):
    """Let somebody place one draft by so many clicks at once."""
    user, colleague = UserFactory(), StaffFactory()
    Site.objects.get_or_create(pk=1, defaults={"domain": "shop.example", "name": "Shop"})
    MoneySettings.objects.create(pk=1, account_holder="Kiln", iban="DE89370400440532013000")
    STORED.clear()
    UserAddressFactory(user=user)
    draft = drafts.start_draft(identify(user=user), colleague)
    drafts.keep_answers(draft, {"payment": "bank-transfer"})
    bowl = ProductFactory(num_in_stock=3)
    drafts.add_product(draft, bowl.pk, quantity=2, strategy=Strategy(user=user))
    seen = calculate(drafts.open_draft_of(draft.customer, colleague)).fingerprint
    placed = at_once([partial(_place, draft, colleague, seen) for _click in range(number)])
    found = {
        "answers": len(set(placed)),
        "orders": Order.objects.count(),
        "entered": StaffOrder.objects.count(),
        "taken": StockRecord.objects.get(product=bowl).num_allocated,
    }
    connection.close()
    return found


def tabs(number):
    """Let somebody begin the draft for a customer in so many tabs at once."""
    customer, colleague = identify(user=UserFactory()), StaffFactory()
    begun = at_once([partial(_begin, customer, colleague) for _tab in range(number)])
    found = {
        "answers": len(set(begun)),
        "drafts": OrderDraft.objects.count(),
        "baskets": Basket.objects.count(),
    }
    connection.close()
    return found


def sends(number):
    """Let a device send one order that was written offline so many times at once."""
    customer, colleague = identify(user=UserFactory()), StaffFactory()
    bowl = ProductFactory(price="20.00", num_in_stock=9)
    line = WrittenLine(product=bowl.pk, title="", quantity=2, price=Decimal("20.00"), currency="EUR")
    written = Written(key=uuid4(), customer=customer.pk, written_at=timezone.now(), text="", lines=[line])
    sent = at_once([partial(_send, customer, written, colleague) for _time in range(number)])
    found = {
        "answers": len(set(sent)),
        "kept": OfflineOrder.objects.filter(state="taken").count(),
        "pieces": Line.objects.aggregate(pieces=Sum("quantity"))["pieces"],
    }
    connection.close()
    return found


def _send(customer, written, colleague):
    return take_order(customer, written, by=colleague).state


def _place(draft, colleague, seen):
    try:
        return place(draft, by=colleague, seen=seen).pk
    except CannotPlaceError as refusal:
        return str(refusal)


def _begin(customer, colleague):
    return drafts.start_draft(customer, colleague).pk
