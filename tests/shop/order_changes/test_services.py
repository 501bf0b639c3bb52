"""Changes applied: exactly what was shown, once, with money and stock."""

import re
from decimal import Decimal

import pytest
from django.db.models import F
from django.template.loader import render_to_string

from shop.fulfilment.services import dispatch, plan_shipments, start_picking
from shop.gift_cards.services import issue_for_order
from shop.order.exceptions import MoveForbiddenError
from shop.order.services import dispatch_order
from shop.order_changes.exceptions import ChangeProblemsError, OrderMovedError
from shop.order_changes.models import OrderChange
from shop.order_changes.money import in_part_as_credit
from shop.order_changes.preview import preview
from shop.order_changes.proposals import (
    AddLine,
    CancelOrder,
    ReturnPieces,
    SetDiscount,
    SetQuantity,
    SetShipping,
    SetShippingAddress,
    SwapProduct,
    proposals_as_json,
    proposals_from_json,
)
from shop.order_changes.services import apply_change
from shop.order_statuses import CANCELLED, DISPATCHED, PAID, PARTIALLY_DISPATCHED, PENDING_PAYMENT
from shop.payments.exceptions import RefundRefusedError
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import Refund, RefundLine
from shop.payments.queries import balance_of, refunded_quantities
from shop.payments.refunds import request_refund
from tests.crm_core.factories import staff_with
from tests.shop.factories import CountryFactory, OrderFactory, ProductFactory, StaffFactory
from tests.shop.gift_cards.kit import card_product
from tests.shop.offer.makers import basket_with, figures, make_voucher

pytestmark = pytest.mark.django_db


def change(order, *proposals, key="k", **kwargs):
    """Apply what the preview shows."""
    seen = preview(order, proposals, by=kwargs.get("by"))
    return apply_change(order, proposals, fingerprint=seen.fingerprint, key=key, **kwargs)


def facts(order):
    """Total, net, received, returned, due, and the pieces promised by product."""
    order.refresh_from_db()
    balance = balance_of(order)
    return {
        "total": order.total_incl_tax,
        "kept": balance.kept,
        "due": balance.outstanding,
        "status": order.status,
        "lines": [
            (line.title, line.quantity, line.line_price_incl_tax) for line in order.lines.order_by("pk")
        ],
    }


def promised(product):
    return product.stockrecords.get().num_allocated


def test_fewer_pieces_of_an_unpaid_order_are_owed_and_promised_no_more(order, bowl):
    line = order.lines.get()
    done = change(order, SetQuantity(line_id=line.pk, quantity=1))
    assert facts(order) == {
        "total": Decimal("24.00"),
        "kept": 0,
        "due": Decimal("24.00"),
        "status": PENDING_PAYMENT,
        "lines": [("Bowl", 1, Decimal("24.00"))],
    }
    assert (done.difference, done.due, done.refunded) == (Decimal("-48.00"), Decimal("24.00"), 0)
    assert promised(bowl) == 1


def test_fewer_pieces_of_a_paid_order_send_their_money_back(paid, bowl):
    line = paid.lines.get()
    done = change(paid, SetQuantity(line_id=line.pk, quantity=2))
    assert facts(paid)["kept"] == paid.total_incl_tax == Decimal("48.00")
    assert (done.due, paid.status, promised(bowl)) == (Decimal("-24.00"), PAID, 2)


def test_more_is_waited_for(paid, jug):
    done = change(paid, AddLine(product_id=jug.pk, quantity=2))
    assert facts(paid) == {
        "total": Decimal("92.00"),
        "kept": Decimal("72.00"),
        "due": Decimal("20.00"),
        "status": PENDING_PAYMENT,
        "lines": [("Bowl", 3, Decimal("72.00")), ("Jug", 2, Decimal("20.00"))],
    }
    assert (done.due, paid.paid_at, promised(jug)) == (Decimal("20.00"), None, 2)
    mark_as_paid(paid)
    assert facts(paid)["status"] == PAID


def test_down_and_up_again_is_owed_again(paid):
    line = paid.lines.get()
    change(paid, SetQuantity(line_id=line.pk, quantity=1), key="a")
    change(paid, SetQuantity(line_id=line.pk, quantity=2), key="b")
    assert facts(paid) == {
        "total": Decimal("48.00"),
        "kept": Decimal("24.00"),
        "due": Decimal("24.00"),
        "status": PENDING_PAYMENT,
        "lines": [("Bowl", 2, Decimal("48.00"))],
    }


def test_a_swap_at_the_same_price_moves_no_money(paid, bowl):
    other = ProductFactory(title="Plate", price="24.00")
    line = paid.lines.get()
    done = change(paid, SwapProduct(line_id=line.pk, product_id=other.pk))
    assert facts(paid) == {
        "total": Decimal("72.00"),
        "kept": Decimal("72.00"),
        "due": 0,
        "status": PAID,
        "lines": [("Plate", 3, Decimal("72.00"))],
    }
    assert (done.due, promised(bowl), promised(other)) == (0, 0, 3)


def test_a_discount_and_a_delivery_charge(paid):
    staff = StaffFactory()
    change(
        paid,
        SetDiscount(amount=Decimal("7.20"), reason="Scratch"),
        SetShipping(amount=Decimal("3.00")),
        by=staff,
    )
    off = paid.discounts.get()
    assert facts(paid)["total"] == facts(paid)["kept"] == Decimal("67.80")
    assert (off.amount, off.offer_name) == (Decimal("7.20"), "Scratch")


def test_pieces_come_back_with_a_fee(paid, bowl):
    dispatch(paid)
    line = paid.lines.get()
    done = change(paid, ReturnPieces(line_id=line.pk, quantity=2, keep=Decimal("5.00")))
    assert facts(paid)["kept"] == balance_of(paid).value == Decimal("29.00")
    assert (done.due, bowl.stockrecords.get().num_in_stock) == (Decimal("-43.00"), 9)


def test_a_preview_says_what_is_kept_and_what_it_is_worth(paid):
    dispatch(paid)
    seen = preview(paid, [ReturnPieces(line_id=paid.lines.get().pk, quantity=1, keep=Decimal("4.00"))])
    page = render_to_string("order_changes/preview.html", {"preview": seen})
    amounts = re.findall(r"[\d.]+\d\d", page.split("</table>")[0])
    assert (amounts.count("72.00"), amounts.count("48.00"), amounts.count("52.00")) == (2, 1, 1)


@pytest.mark.parametrize("overpaid", ["0.00", "8.00"])
def test_pieces_come_back_and_the_fee_keeps_all(paid, overpaid):
    dispatch(paid)
    more = Decimal(overpaid)
    paid.charges.update(amount=F("amount") + more, amount_captured=F("amount_captured") + more)
    line = paid.lines.get()
    done = change(paid, ReturnPieces(line_id=line.pk, quantity=2, keep=Decimal("48.00")))
    row = RefundLine.objects.get()
    assert (row.refund, row.write_off, row.amount, row.kept) == (None, None, 0, Decimal("48.00"))
    assert (done.difference, done.refunded) == (0, Decimal(overpaid))
    assert refunded_quantities(paid)[line.pk][0] == 2
    assert facts(paid)["kept"] == balance_of(paid).value == Decimal("72.00")


def test_an_exchange_sets_the_pieces_that_come_back_off(paid, jug):
    dispatch(paid)
    line = paid.lines.get()
    done = change(
        paid,
        ReturnPieces(line_id=line.pk, quantity=1, disposition="scrap"),
        AddLine(product_id=jug.pk, quantity=3),
    )
    assert (done.due, done.difference) == (Decimal("6.00"), Decimal("6.00"))
    assert facts(paid) == {
        "total": Decimal("102.00"),
        "kept": Decimal("72.00"),
        "due": Decimal("6.00"),
        "status": PARTIALLY_DISPATCHED,
        "lines": [("Bowl", 3, Decimal("72.00")), ("Jug", 3, Decimal("30.00"))],
    }


def test_cancelling_sends_all_back(paid, bowl):
    done = change(paid, CancelOrder())
    assert (facts(paid)["kept"], paid.status, promised(bowl)) == (0, CANCELLED, 0)
    assert (done.due, done.difference) == (Decimal("-72.00"), Decimal("-72.00"))


def test_the_same_key_applies_once(paid):
    proposals = [SetQuantity(line_id=paid.lines.get().pk, quantity=2)]
    seen = preview(paid, proposals)
    first = apply_change(paid, proposals, fingerprint=seen.fingerprint, key="k")
    assert apply_change(paid, proposals, fingerprint=seen.fingerprint, key="k") == first
    assert facts(paid)["kept"] == Decimal("48.00")


def test_what_has_moved_is_refused(paid, jug):
    proposals = [AddLine(product_id=jug.pk, quantity=1)]
    seen = preview(paid, proposals)
    jug.stockrecords.update(price="11.00")
    with pytest.raises(OrderMovedError):
        apply_change(paid, proposals, fingerprint=seen.fingerprint, key="k")
    assert (facts(paid)["total"], OrderChange.objects.count()) == (Decimal("72.00"), 0)


def test_more_than_there_is_is_refused(paid, jug):
    with pytest.raises(ChangeProblemsError) as refusal:
        change(paid, AddLine(product_id=jug.pk, quantity=6))
    assert refusal.value.problems == ["“Jug”: only 5 more are available."]
    assert facts(paid)["total"] == Decimal("72.00")


def test_proposals_survive_as_plain_values(order):
    proposals = [
        SetDiscount(line_id=None, amount=Decimal("1.50"), reason="x"),
        ReturnPieces(line_id=1, quantity=2, keep=Decimal("0.10")),
        CancelOrder(),
    ]
    assert proposals_from_json(proposals_as_json(proposals)) == proposals


def test_issued_gift_cards_are_not_taken_out_while_a_difference_is_due():
    order = OrderFactory(lines=[(card_product(), 2), (ProductFactory(title="Bowl"), 1)])
    mark_as_paid(order)
    issue_for_order(order)
    change(order, SetShipping(amount=Decimal("9.00")), key="dearer")
    assert facts(order)["status"] == PENDING_PAYMENT

    line = order.lines.get(title="Gift card")
    problems = preview(order, [SetQuantity(line_id=line.pk, quantity=1)]).problems

    assert problems == ["“Gift card” is taken back by a refund, not by a change of the order."]


def test_the_rest_of_an_order_is_called_off_once_what_has_gone_out_is_back(paid, jug):
    change(paid, AddLine(product_id=jug.pk, quantity=1), key="jug")
    mark_as_paid(paid)
    bowls, rest = paid.lines.order_by("pk")
    dispatch_order(paid, pieces={bowls.pk: 3})
    change(paid, ReturnPieces(line_id=bowls.pk, quantity=3), key="back")
    change(paid, SetQuantity(line_id=rest.pk, quantity=0), key="rest")
    assert (facts(paid)["kept"], facts(paid)["status"]) == (0, DISPATCHED)


def test_a_refused_refund_of_the_delivery_is_in_nobodys_way(paid):
    change(paid, SetShipping(amount=Decimal("5.00")))
    mark_as_paid(paid)
    refund = request_refund(paid, key="r", shipping=Decimal("5.00"))[0]
    Refund.objects.filter(pk=refund.pk).update(state="failed")
    assert preview(paid, [SetShipping(amount=Decimal("1.00"))]).problems == []


def test_voucher_on_three_lines_and_one_returned_gives_back_what_was_paid_for_it():
    basket = basket_with(
        *(
            (ProductFactory(title=title, price=price), 1)
            for title, price in (("A", "9.99"), ("B", "20.01"), ("C", "33.33"))
        ),
        vouchers=[make_voucher()],
    )
    order = OrderFactory(basket=basket)
    mark_as_paid(order)
    dispatch(order)
    paid = {line.title: line.line_price_incl_tax for line in order.lines.all()}
    line = order.lines.get(title="B")

    done = change(order, ReturnPieces(line_id=line.pk, quantity=1))

    assert done.due == -paid["B"]
    assert balance_of(order).value == paid["A"] + paid["C"] + order.shipping_incl_tax


def test_discounts_and_their_counters_follow_the_lines():
    voucher = make_voucher()
    basket = basket_with(
        (ProductFactory(price="10.00"), 2), (ProductFactory(price="30.00"), 1), vouchers=[voucher]
    )
    order = OrderFactory(basket=basket)
    before = order.discounts.get()
    assert (before.amount, figures(voucher)) == (Decimal("5.00"), [1, Decimal("5.00")])

    change(order, SetQuantity(line_id=order.lines.order_by("pk").first().pk, quantity=1))

    off = order.discounts.get()
    assert (off.amount, order.total_incl_tax) == (Decimal("4.00"), Decimal("36.00"))
    assert figures(voucher) == [1, Decimal("4.00")]
    assert figures(voucher.offers.get())[-1] == Decimal("4.00")


def test_place_of_taxation_moves_with_the_address(paid):
    CountryFactory(iso_3166_1_a2="CH", iso_3166_1_a3="CHE", iso_3166_1_numeric="756", name="Switzerland")
    seen = preview(
        paid,
        [
            SetShippingAddress(
                first_name="Ada",
                last_name="Potter",
                line1="Gasse 1",
                line4="Bern",
                postcode="3011",
                country="CH",
            ),
            SetShipping(amount=Decimal(0)),
        ],
    )
    assert (seen.after.total_tax, seen.after.total_gross) == (0, seen.before.goods_net)
    assert dict(seen.after.tax)["tax_treatment"] == "export"
    assert seen.due == seen.after.total_gross - Decimal("72.00")


def test_money_goes_where_it_is_asked_to(paid):
    done = change(
        paid,
        SetQuantity(line_id=paid.lines.get().pk, quantity=1),
        settlement=in_part_as_credit(Decimal("20.00")),
    )
    refunds = paid.refunds.order_by("pk").values_list("destination", "amount")
    assert list(refunds) == [("original", Decimal("28.00")), ("store_credit", Decimal("20.00"))]
    assert done.settlement == "split"


def test_rights_are_asked_of_staff(paid):
    line = paid.lines.get()
    reader, changer = staff_with("order.view_order"), staff_with("order.change_order")
    for person, quantity in ((reader, 4), (changer, 2)):
        with pytest.raises(MoveForbiddenError):
            change(paid, SetQuantity(line_id=line.pk, quantity=quantity), by=person)
    assert facts(paid)["lines"] == [("Bowl", 3, Decimal("72.00"))]


def test_what_has_shipped_is_only_returned(paid):
    dispatch(paid)
    with pytest.raises(ChangeProblemsError):
        change(paid, SetQuantity(line_id=paid.lines.get().pk, quantity=2))
    with pytest.raises(ChangeProblemsError):
        change(paid, CancelOrder())
    assert facts(paid)["kept"] == Decimal("72.00")


def test_the_same_piece_comes_back_once(paid):
    dispatch(paid)
    line = paid.lines.get()
    change(paid, ReturnPieces(line_id=line.pk, quantity=3), key="a")
    with pytest.raises(ChangeProblemsError):
        change(paid, ReturnPieces(line_id=line.pk, quantity=1), key="b")
    with pytest.raises(RefundRefusedError):
        request_refund(paid, key="c", pieces={line.pk: 1})
    assert facts(paid)["kept"] == 0


def test_picked_meanwhile_is_refused_to_a_buyer(paid):
    fewer = [SetQuantity(line_id=paid.lines.get().pk, quantity=2)]
    start_picking(plan_shipments(paid), by=StaffFactory())
    seen = preview(paid, fewer)

    with pytest.raises(OrderMovedError):
        apply_change(paid, fewer, fingerprint=seen.fingerprint, key="k", is_buyers=True)

    assert facts(paid)["lines"] == [("Bowl", 3, Decimal("72.00"))]
