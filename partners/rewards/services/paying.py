"""Paying partners: an approved statement by bank or store credit, and the file for the bank."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import people_of
from partners.commissions.models import Commission, Payout
from partners.commissions.services import PayoutChangedError, pay_out
from partners.rewards.models import BankDetails, PaymentFile, PayoutTransfer, Statement
from partners.rewards.periods import next_month, starts_at
from partners.rewards.queries import unsettled
from partners.rewards.services.statements import StatementError
from shop.audit.services import record
from shop.b2b.members import administrators_of
from shop.money import MoneySum
from shop.store_credit.services import grant
from shop.user.models import User

PAY, MAKE_FILE = "partner_rewards.pay_statement", "partner_rewards.make_paymentfile"
Method = PayoutTransfer.Method


def payable_by(statement: Statement, *, now: datetime | None = None) -> Decimal:
    """Return what is payable of all that was booked to the end of a statement's month and not paid out."""
    now, until = now or timezone.now(), starts_at(next_month(statement.month))
    mine = {"account": statement.account_id, "currency": statement.currency}
    commissions = Commission.objects.filter(
        **mine, status=Commission.Status.PAYABLE, accrued_at__lt=until
    ).aggregate(sum=MoneySum("amount"))["sum"]
    others = unsettled(now=now).filter(**mine, booked_at__lt=until).aggregate(sum=MoneySum("amount"))["sum"]
    return Decimal(commissions + others)


@transaction.atomic
def pay_statement(statement: Statement, *, total: Decimal, method: str, by: User) -> Payout:
    """Pay what is payable of an approved statement, once; by bank it waits for a payment file.

    Raises StatementError, with nothing paid: not approved, paid already, no longer this sum, nothing to pay,
    no bank details, nobody to credit.
    """
    rows = Statement.objects.select_for_update(of=("self",))  # guard: statement-paid-once
    held = rows.get(pk=statement.pk)
    if held.status != Statement.Status.APPROVED:
        raise StatementError(_("Approve the statement first."))
    if held.payout_id is not None:
        raise StatementError(_("This statement is paid already."))
    if total <= 0:
        raise StatementError(_("Nothing is payable yet."))
    account, now = held.account, timezone.now()
    bank = BankDetails.objects.filter(account=account).first() if method == Method.BANK else None
    if method == Method.BANK and bank is None:
        raise StatementError(_("This partner has given no bank details yet."))
    try:
        payout = pay_out(
            account,
            currency=held.currency,
            total=total,
            reference=f"{account.code} {held.month:%Y-%m}",
            by=by,
            now=now,
            until=starts_at(next_month(held.month)),
        )
    except PayoutChangedError as error:
        raise StatementError(
            _("The payable amount has changed in the meantime. Nothing was paid.")
        ) from error
    held.payout = payout
    held.save(update_fields=["payout"])
    _send(payout, account, method=method, bank=bank)
    record(
        "partner_statement.pay",
        actor=by,
        model="partner_rewards.statement",
        object_id=held.pk,
        detail={"amount": str(total), "currency": held.currency, "method": method},
    )
    return payout


def _send(payout: Payout, account: PartnerAccount, *, method: str, bank: BankDetails | None) -> None:
    if bank is not None:
        PayoutTransfer.objects.create(
            payout=payout, method=Method.BANK, holder=bank.holder, iban=bank.iban, bic=bank.bic
        )
        return
    owner = credited_user(account)
    if owner is None:
        raise StatementError(_("Nobody of this partner has an account that could be credited."))
    PayoutTransfer.objects.create(payout=payout, method=Method.CREDIT)
    grant(
        owner,
        payout.total,
        currency=payout.currency,
        reason=_("Partner statement %(reference)s") % {"reference": payout.reference},
        key=f"partner-payout/{payout.pk}",
    )


def credited_user(account: PartnerAccount) -> User | None:
    """Return whose store credit a partner is paid to: the first administrator's, else whoever came first."""
    people = people_of(account)
    leading = administrators_of(account.company_id).values("user")
    return people.filter(pk__in=leading).first() or people.first()


def waiting_transfers(currency: str = "") -> QuerySet[PayoutTransfer]:
    """List bank transfers that are in no payment file yet, the oldest first."""
    rows = PayoutTransfer.objects.filter(method=Method.BANK, payment_file=None)
    if currency:
        rows = rows.filter(payout__currency=currency)
    return rows.select_related("payout__account__company").order_by("pk")


@transaction.atomic
def make_payment_file(
    transfers: Iterable[int], *, file_format: str, currency: str, total: Decimal, by: User
) -> PaymentFile:
    """Put bank transfers into a file, each once, with the total that was seen.

    Raises StatementError, with nothing written, when one of them is in a file by now, is in another currency,
    or the sum is another one.
    """
    keys = sorted(set(transfers))
    free = PayoutTransfer.objects.select_for_update(of=("self",))  # guard: transfer-in-one-file
    held = free.filter(pk__in=keys, payment_file=None, method=Method.BANK, payout__currency=currency)
    rows = list(held.select_related("payout").order_by("pk"))
    if not rows or len(rows) != len(keys) or sum(row.payout.total for row in rows) != total:
        raise StatementError(_("These payouts have changed in the meantime. Nothing was written."))
    if file_format == PaymentFile.Format.SEPA and currency != "EUR":
        raise StatementError(_("SEPA credit transfers are in euros only. Choose the table."))
    made = PaymentFile.objects.create(
        file_format=file_format, currency=currency, total=total, made_at=timezone.now(), made_by=by
    )
    PayoutTransfer.objects.filter(pk__in=[row.pk for row in rows]).update(payment_file=made)
    return made


@transaction.atomic
def set_bank_details(account: PartnerAccount, *, holder: str, iban: str, bic: str, by: User) -> BankDetails:
    """Keep where a partner is paid to; the audit log says who changed it and when, masked."""
    details, _new = BankDetails.objects.update_or_create(
        account=account, defaults={"holder": holder, "iban": iban, "bic": bic, "changed_by": by}
    )
    record(
        "partner_bank.change",
        actor=by,
        model="partner_rewards.bankdetails",
        object_id=details.pk,
        detail={"iban": details.masked_iban},
    )
    return details
