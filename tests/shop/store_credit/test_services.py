"""Credit is granted, spent, refunded into and claimed; every movement balances."""

from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from shop.order_statuses import CANCELLED, PAID, PENDING_PAYMENT
from shop.payments.bank_transfer import BankTransfer
from shop.payments.exceptions import RefundRefusedError
from shop.payments.expiry import expire_orders
from shop.payments.manual_payments import book_transfer, mark_as_paid
from shop.payments.methods import payment_method_of, payment_methods
from shop.payments.models import Refund
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from shop.payments.services import cancel
from shop.payments.states import RefundDestination
from shop.store_credit.consistency import differences
from shop.store_credit.exceptions import CreditError, GrantRefusedError, InsufficientBalanceError
from shop.store_credit.models import AccountKind, LedgerAccount, LedgerEntry, Transfer
from shop.store_credit.services import adjust, balance, claim_credit, credit_account, grant, pay_from
from tests.shop.factories import OrderFactory, UserFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db
EUR = "EUR"


def _granted(owner, amount="30.00", key="g"):
    grant(owner, Decimal(amount), currency=EUR, reason="Sorry", key=key)
    return credit_account(owner, EUR)


def _pay(order, account, amount):
    return pay_from(account, order, Decimal(amount), method=payment_methods()["store-credit"])


def _order(user=None, **kwargs):
    """An order of 24.00 EUR to be paid by transfer."""
    return order_by(BankTransfer(), user=user, **kwargs)


def test_a_grant_comes_once_per_key_and_balances():
    user = UserFactory()
    for _again in range(2):
        _granted(user)
    assert balance(user, EUR) == Decimal("30.00")
    entries = LedgerEntry.objects.values_list("account__kind", "amount")
    assert sorted(entries) == [("credit", Decimal("30.00")), ("issued", Decimal("-30.00"))]
    assert list(differences()) == []


def test_a_key_that_stands_for_another_amount_is_refused():
    user = UserFactory()
    _granted(user)
    with pytest.raises(CreditError):
        grant(user, Decimal("31.00"), currency=EUR, reason="Sorry", key="g")
    assert balance(user, EUR) == Decimal("30.00")


@pytest.mark.parametrize(("amount", "reason"), [("0", "why"), ("-1", "why"), ("5", " "), ("0.001", "why")])
def test_a_grant_needs_an_amount_and_a_reason(amount, reason):
    with pytest.raises(GrantRefusedError):
        grant(UserFactory(), Decimal(amount), currency=EUR, reason=reason, key="k")
    assert not Transfer.objects.exists()


def test_credit_pays_a_part_and_the_rest_is_due():
    user = UserFactory()
    order = _order(user)
    charge = _pay(order, _granted(user), "10.00")
    order.refresh_from_db()
    now = balance_of(order)
    assert (order.status, now.received, now.outstanding) == (
        PENDING_PAYMENT,
        Decimal("10.00"),
        Decimal("14.00"),
    )
    assert balance(user, EUR) == Decimal("20.00")
    assert payment_method_of(order).code == "bank-transfer"
    sources = order.sources.order_by("pk").values_list(
        "source_type__code", "amount_allocated", "amount_debited"
    )
    assert list(sources)[1] == ("store-credit", Decimal("10.00"), Decimal("10.00"))
    assert charge.reference == f"spend/{order.number}/{credit_account(user, EUR).pk}"
    assert list(differences()) == []


def test_credit_that_pays_all_of_it_makes_the_order_paid():
    user = UserFactory()
    order = _order(user)
    _pay(order, _granted(user), "24.00")
    order.refresh_from_db()
    assert (order.status, balance_of(order).outstanding) == (PAID, Decimal("0.00"))


def test_more_than_there_is_is_not_spent():
    user = UserFactory()
    order, account = _order(user), _granted(user, "5.00")
    with pytest.raises(InsufficientBalanceError), transaction.atomic():
        _pay(order, account, "5.01")
    assert (balance(user, EUR), order.charges.count()) == (Decimal("5.00"), 0)


def test_an_order_that_expires_unpaid_gives_the_credit_back(settings):
    user = UserFactory()
    order = _order(user)
    _pay(order, _granted(user), "10.00")
    settings.KILN_PAYMENT_EXPIRY_HOURS = {"bank-transfer": 0}
    assert expire_orders() == 1
    order.refresh_from_db()
    assert (order.status, balance(user, EUR)) == (CANCELLED, Decimal("30.00"))
    assert list(differences()) == []


def test_cancelling_twice_gives_it_back_once():
    user = UserFactory()
    order = _order(user)
    _pay(order, _granted(user), "24.00")
    for _again in range(2):
        cancel(order)
    assert (order.status, balance(user, EUR)) == (CANCELLED, Decimal("30.00"))


def test_money_goes_back_before_credit():
    """What a bank transfer paid goes back first; credit follows when that is used up."""
    user = UserFactory()
    order = _order(user)
    account = _granted(user)
    book_transfer(order, amount=Decimal("14.00"), reference="bank-1")
    _pay(order, account, "10.00")
    refunds = request_refund(order, key="r", extra=Decimal("16.00"))
    assert [(r.charge.method, r.amount) for r in refunds] == [
        ("bank-transfer", Decimal("14.00")),
        ("store-credit", Decimal("2.00")),
    ]
    assert balance(user, EUR) == Decimal("22.00")


def test_a_refund_pays_into_the_buyers_credit_once():
    user = UserFactory()
    order = _order(user)
    mark_as_paid(order)
    for _again in range(2):
        request_refund(order, key="r", extra=Decimal("4.00"), destination=RefundDestination.STORE_CREDIT)
    assert balance(user, EUR) == Decimal("4.00")
    assert Refund.objects.get().state == "succeeded"
    assert list(differences()) == []


def test_a_guests_refund_waits_for_the_account_of_that_address():
    order = _order(guest_email="Guest@Example.com")
    mark_as_paid(order)
    request_refund(order, key="r", extra=Decimal("4.00"), destination=RefundDestination.STORE_CREDIT)
    assert balance("guest@example.com", EUR) == Decimal("4.00")
    user = UserFactory(email="guest@example.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for _again in range(2):
        claim_credit(user, {"guest@example.com"})
    assert (balance(user, EUR), balance("guest@example.com", EUR)) == (Decimal("4.00"), Decimal("0.00"))


def test_an_order_without_a_buyer_is_not_refunded_into_credit():
    order = OrderFactory()
    with pytest.raises(RefundRefusedError):
        request_refund(order, key="r", extra=Decimal(1), destination=RefundDestination.STORE_CREDIT)
    assert not Refund.objects.exists()


def test_an_adjustment_does_not_go_below_zero():
    user = UserFactory()
    account = _granted(user)
    with pytest.raises(InsufficientBalanceError):
        adjust(account, Decimal("-30.01"), reason="Wrong", key="a", by=None)
    adjust(account, Decimal("-30.00"), reason="Wrong", key="b", by=None)
    assert (balance(user, EUR), list(differences())) == (Decimal("0.00"), [])


def test_more_than_an_account_can_hold_is_refused():
    account = _granted(UserFactory(), "9999999999.99")
    with pytest.raises(CreditError, match="more than an account can hold"):
        adjust(account, Decimal("0.01"), reason="typo", key="a", by=None)
    account.refresh_from_db()
    assert (account.balance, Transfer.objects.count()) == (Decimal("9999999999.99"), 1)


def test_what_was_posted_cannot_be_changed_or_deleted():
    _granted(UserFactory())
    for change in (
        lambda: LedgerEntry.objects.update(amount=1),
        lambda: LedgerEntry.objects.all().delete(),
        lambda: Transfer.objects.update(kind="spend"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_database_refuses_a_negative_balance():
    account = _granted(UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerAccount.objects.filter(pk=account.pk).update(balance=-1)


def test_the_check_names_what_does_not_add_up():
    account = _granted(UserFactory())
    LedgerAccount.objects.filter(pk=account.pk).update(balance=31)
    Transfer.objects.create(key="lonely", kind="grant", currency=EUR)
    assert list(differences()) == [
        "transfer lonely: 0 entries add up to 0.00",
        f"account {account.pk}: 31.00 kept, but its entries add up to 30.00",
    ]


def test_the_shops_own_accounts_keep_no_balance():
    _granted(UserFactory())
    assert LedgerAccount.objects.get(kind=AccountKind.ISSUED).balance is None


def test_the_command_says_whether_the_books_add_up(capsys):
    account = _granted(UserFactory())
    call_command("check_credit")
    assert capsys.readouterr().out == "The books add up.\n"
    LedgerAccount.objects.filter(pk=account.pk).update(balance=31)
    with pytest.raises(CommandError, match="1 numbers"):
        call_command("check_credit")
