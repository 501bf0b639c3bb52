"""What comes after an order and around its price, one row of each kind, for the looks at its screens."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from shop.carriers.models import CarrierAccount
from shop.catalogue_promotions.models import CataloguePromotion
from shop.catalogue_promotions.services import reckon_prices
from shop.documents.services import issue_invoice
from shop.fulfilment.services import (
    add_parcel,
    count_all,
    finish_picking,
    pack,
    plan_shipments,
    ship,
    start_picking,
)
from shop.offer.models import ConditionalOffer
from shop.order.links import order_token
from shop.order.models import Order
from shop.order_holds.services import hold_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual_payments import mark_as_paid
from shop.promotions import codes
from shop.purchasing.models import ReorderRule
from shop.returns import links as return_links
from shop.returns.models import CategoryRule, ReturnReason, ReturnSettings
from shop.shipping.models import DeliveryOption, DeliveryTableRow
from shop.shipping.order_models import OrderDelivery
from shop.store_credit.services import grant
from shop.warranties import links as warranty_links
from shop.warranties.services import request_repair
from shop.withdrawal.links import receipt_token, statement_token
from shop.withdrawal.models import Withdrawal
from tests.shop.carriers.factories import carrier
from tests.shop.factories import (
    CategoryFactory,
    OrderFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
    make_seller,
)
from tests.shop.gift_cards.kit import a_card, card_product
from tests.shop.offer.makers import basket_with, make_voucher
from tests.shop.payments.kit import order_by
from tests.shop.promotions.makers import make_promotion, need_approval
from tests.shop.purchasing.factories import draft, sells, sent, vendor
from tests.shop.returns.kit import arrived, paid_order, returned, sent_order, settled
from tests.shop.shipping.pickup_world import point, shipped
from tests.shop.stock.factories import WarehouseFactory, record_of, stocked
from tests.shop.warranties.kit import covered_product, delivered

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_sale(**facts):
    """Make a sale that runs, with its prices."""
    now = timezone.now()
    sale = CataloguePromotion.objects.create(
        name="Winter sale", value=Decimal(25), goods="all", start=now - HOUR, end=now + DAY, **facts
    )
    reckon_prices()
    return sale


def make_shipments(staff):
    """Make an order that leaves from two warehouses: one box has gone, the other is being packed."""
    lisbon, porto = (WarehouseFactory(code=code, country="PT") for code in ("lisbon", "porto"))
    carrier()
    bowl, cup = stocked({lisbon: 2, porto: 3}, title="Bowl"), stocked({porto: 4}, title="Cup")
    order = order_by(BankTransfer(), lines=[(bowl, 5), (cup, 1)], user=UserFactory())
    mark_as_paid(order)
    first, second = plan_shipments(order)
    for shipment in (first, second):
        wave, _problems = start_picking([shipment], by=staff)
        finish_picking(shipment, by=staff)
    count_all(second.lines.first(), by=staff)
    for row in first.lines.all():
        count_all(row, by=staff)
    pack(first, by=staff)
    add_parcel(
        first, carrier_name="Bicycle", tracking_number="B-7", tracking_url="https://b.example/7", by=staff
    )
    ship(first, by=staff)
    order.refresh_from_db()
    return order, second, wave


def make_returns(staff):
    """Make what the returns need, and a return at each of its three stands; return them, the settled last."""
    ReturnSettings.objects.create(restocking_percent=10)
    reason = ReturnReason.objects.create(code="size", name="Too small")
    rule = CategoryRule.objects.create(category=CategoryFactory(), window_days=30)
    found = []
    for number, title in enumerate(("Plate", "Jug", "Vase")):
        goods = [(ProductFactory(title=title), 2), (ProductFactory(title=f"Large {title.lower()}"), 1)]
        order = sent_order(basket=basket_with(*goods))
        found.append(returned(order, {order.lines.first(): 1}, key=f"back-{number}"))
    arrived(found[1], by=staff)
    settled(arrived(found[2], by=staff), by=staff)
    return SimpleNamespace(rows=found, reason=reason, rule=rule)


def make_withdrawal():
    """Make a withdrawal of a whole order."""
    order = paid_order(lines=[(ProductFactory(title="Teapot"), 1)])
    return Withdrawal.objects.create(
        order=order,
        number="K-9-W1",
        key="one",
        pieces=[],
        is_whole=True,
        statement="I hereby withdraw from my contract.",
        confirmed_at=timezone.now(),
    )


def make_purchasing():
    """Make a vendor, what is sold to us, a draft and an order that is out, and what is low."""
    place, seller = WarehouseFactory(code="cellar"), vendor()
    product = stocked({place: 1}, title="Tray")
    record = record_of(product)
    return SimpleNamespace(
        vendor=seller,
        offered=sells(seller, product),
        rule=ReorderRule.objects.create(stockrecord=record, reorder_point=5, target=20),
        draft=draft(seller, place, (product, 10, "2.50")),
        sent=sent(seller, place, (product, 4, "2.50")),
    )


def make_promotions(staff):
    """Make a promotion of each kind: one that waits, one that runs and was used, one with codes; and a sale."""
    need_approval()
    waiting = make_promotion(name="Spring floor vases", state="waiting")
    coded = make_promotion(name="Newsletter", offer_type=ConditionalOffer.VOUCHER, state="approved")
    codes.work_on(codes.order_codes(coded, count=3, prefix="spring"))
    running = make_promotion(name="Everything cheaper", state="approved")
    ConditionalOffer.objects.filter(promotion__state="approved").update(approved=True)
    OrderFactory(basket=basket_with((ProductFactory(title="Cup of the week"), 2), vouchers=[make_voucher()]))
    return SimpleNamespace(waiting=waiting, coded=coded, running=running)


def make_pickup():
    """Make an order that is to be picked up."""
    order = paid_order(lines=[(ProductFactory(title="Saucer"), 2)])
    return OrderDelivery.objects.create(order=order, pickup_point=point("workshop"), code="ABC234")


def make_repair(**facts):
    """Make two items under warranty, of which one is in repair; return the other and the repair."""
    kept, broken = delivered(2, product=covered_product(title="Lamp"), **facts)
    return kept, request_repair(broken, fault="It does not light any more.", key="lamp")


def make_changed_order():
    """Make an order whose address looks odd, with its invoice and what it costs back."""
    order = order_by(BankTransfer(), lines=[(ProductFactory(title="Carafe", price="24.00"), 2)])
    mark_as_paid(order)
    issue_invoice(order)
    hold_order(order, reason="Odd address")
    return order


def staff_screens(staff):
    """Make one row of each and return the addresses of their screens, by what they are called."""
    make_seller()
    split, packing, wave = make_shipments(staff)
    back, bought, promoted = make_returns(staff), make_purchasing(), make_promotions(staff)
    withdrawal, changed = make_withdrawal(), make_changed_order()
    make_pickup()
    item, repair = make_repair()
    card = a_card()
    credit = grant(UserFactory(), Decimal(20), currency="EUR", reason="For the chip", key="chip", by=staff)
    table = shipped("pallet", pricing=DeliveryOption.Pricing.TABLE)
    row = DeliveryTableRow.objects.create(option=table, zone=table.rates.get().zone, price=9)
    sale, held, van = make_sale(), changed.holds.get(), CarrierAccount.objects.get()
    number, invoice = split.number, changed.documents.first()
    paths = (
        *("fulfilment", *(f"fulfilment/?queue={queue}" for queue in ("pack", "problems", "sent"))),
        *(f"fulfilment/{packing.pk}", f"fulfilment/pick-lists/{wave.pk}", "order-holds"),
        *(f"order-holds/{held.pk}", "order-holds/settings", "pickups", "returns", f"returns/new/{number}"),
        *(f"returns/{found.pk}" for found in back.rows),
        *("return-policy", "return-reasons", "return-reasons/new", "return-rules", "return-rules/new"),
        *("repairs", f"repairs/{repair.pk}", "warranty-items", f"warranty-items/{item.pk}"),
        *("warranty-terms", "warranty-terms/new", f"fulfilment/shipments/{item.shipment_id}/serials"),
        *("withdrawals", f"withdrawals/{withdrawal.pk}", "withdrawal-settings"),
        *("invoices", f"invoices/{invoice.pk}", "invoices/due", "invoices/archive", "tax-report"),
        *("gift-cards", "gift-cards/new", f"gift-cards/{card.pk}", "gift-cards/liability"),
        *("store-credit", "store-credit/new", f"store-credit/{credit.entries.first().account_id}"),
        *("carriers", "carriers/new", f"carriers/edit/{van.pk}", f"carriers/{van.pk}/settings"),
        *("delivery-tables", "delivery-tables/new", "delivery-tables/import"),
        *(f"delivery-tables/edit/{row.pk}", "delivery-tables/check", "vendors", "vendors/new"),
        *(f"vendors/edit/{bought.vendor.pk}", "vendor-products", f"vendor-products/edit/{bought.offered.pk}"),
        *("reorder-rules", f"reorder-rules/edit/{bought.rule.pk}", "shop/catalogue/stock-alerts"),
        *("purchase-orders", "purchase-orders/new", "purchase-orders/reorder"),
        *(f"purchase-orders/{bought.draft.pk}", f"purchase-orders/{bought.draft.pk}/edit"),
        *(f"purchase-orders/{bought.sent.pk}", "promotions", "promotions/new", "promotion-settings"),
        *(f"promotions/{promotion.pk}" for promotion in vars(promoted).values()),
        *(f"promotions/edit/{promoted.coded.pk}", f"promotions/{promoted.running.pk}/results"),
        *("promotion-simulator", "publishing-calendar", "sale-prices", f"sale-prices/edit/{sale.pk}"),
        *(f"shop/orders/{number}", f"shop/orders/{changed.number}", f"shop/orders/{number}/edit"),
        f"shop/orders/{number}/shipping-address",
    )
    return {path: f"/cms/{path}" + ("" if "?" in path else "/") for path in paths}


def buyer_pages(buyer, product):
    """Make one row of each for a buyer and return the addresses of their pages, by what they are called."""
    make_seller()
    order, _packing, _wave = make_shipments(StaffFactory())
    Order.objects.filter(pk=order.pk).update(user=buyer)
    issue_invoice(order)
    changeable = order_by(BankTransfer(), lines=[(ProductFactory(title="Carafe"), 2)], user=buyer)
    grant(buyer, Decimal(20), currency="EUR", reason="For the chip", key="chip")
    back = make_returns(StaffFactory()).rows[0]
    covered, repair = make_repair(user=buyer)
    make_sale()
    card = card_product(price="10.00", low=10, high=500)
    sent_link, changed_link = return_links.form_token(order), order_token(changeable)
    return {
        "own order": reverse("customer:order", args=[order.number]),
        "bought": reverse("customer:bought"),
        "order again": reverse("customer:order-again", args=[order.number]),
        "invoices": "/invoices/",
        "store credit": reverse("store_credit:account"),
        "gift card balance": reverse("gift_cards:balance"),
        "gift card": card.get_absolute_url(),
        "sale price": product.get_absolute_url(),
        "sale prices": reverse("catalogue:index"),
        "cancel": reverse("order_changes:cancel", args=[changed_link]),
        "address": reverse("order_changes:address", args=[changed_link]),
        "check warranty": reverse("warranties:check"),
        "warranties": reverse("warranties:own"),
        "warranties of an order": reverse(
            "warranties:order", args=[warranty_links.order_token(covered.line.order)]
        ),
        "ask for a repair": reverse(
            "warranties:claim", args=[warranty_links.order_token(covered.line.order), covered.pk]
        ),
        "repair": reverse("warranties:repair", args=[warranty_links.repair_token(repair)]),
        "find return": reverse("returns:find"),
        "choose return": reverse("returns:choose", args=[sent_link]),
        "return": reverse("returns:show", args=[return_links.return_token(back)]),
        "find withdrawal": reverse("withdrawal:find"),
        "withdrawal": reverse("withdrawal:statement", args=[statement_token(order)]),
        "receipt": reverse("withdrawal:receipt", args=[receipt_token(make_withdrawal())]),
    }
