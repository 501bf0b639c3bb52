"""The deal behind a registration, so that one forecast holds what partners and we ourselves bring."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.models import Customer
from crm_core.customers.services import CannotIdentifyError, identify
from crm_core.pipeline.acts import FOLLOWED, ORDER_CANCELLED, ORDER_PLACED, ORDER_REFUNDED, Act
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import Deal, LossReason
from crm_core.pipeline.orders import order_undone
from crm_core.pipeline.services import NewDeal, lose_deal, open_deal, reopen_deal, win_deal
from partners.deal_registrations.checking import SOURCE
from partners.deal_registrations.models import DealRegistration, RegistrationState
from shop.order.models import Order
from shop.tax.amounts import gross_of
from shop.tax.queries import situation
from shop.tax.table import STANDARD
from shop.user.models import User

#: Acts in the history of a deal.
WON, ENDED, REOPENED = "registration_won", "registration_ended", "registration_reopened"
OURS = (WON, ENDED, REOPENED, ORDER_PLACED, ORDER_CANCELLED, ORDER_REFUNDED)
#: The loss reason of deals that end with their registration; made when it is first needed.
LOSS_REASON = "Deal registration ended"
OVER = (
    RegistrationState.REJECTED,
    RegistrationState.WITHDRAWN,
    RegistrationState.LOST,
    RegistrationState.EXPIRED,
)

for _name, _label in (
    (WON, gettext_lazy("Registration won")),
    (ENDED, gettext_lazy("Registration ended")),
    (REOPENED, gettext_lazy("Registration reopened")),
):
    FOLLOWED.register(Act(name=_name, label=_label))


def source_of(registration: DealRegistration) -> str:
    """Name the fact that a deal comes from which was opened for a registration."""
    return f"{SOURCE}{registration.pk}"


def deal_for(registration: DealRegistration, *, chosen: Deal | None, by: User | None) -> Deal | None:
    """Return the deal that a registration is about, kept on it: the chosen one, else one opened for it, once.

    None where no customer can be told or no pipeline is in use: a protection does not fail for that.
    """
    deal = chosen or registration.deal or _opened(registration, by=by)
    if deal is not None and deal.pk != registration.deal_id:
        registration.deal = deal
        registration.save(update_fields=["deal"])
    return deal


def customer_of(registration: DealRegistration) -> Customer | None:
    """Return the end customer's record, made where there is none; None without an address and a company."""
    try:
        return identify(
            email=registration.contact_email,
            phone=registration.contact_phone,
            region=registration.country,
            name=registration.contact_name or registration.customer_name,
            company=registration.company,
        )
    except CannotIdentifyError:
        return None


def _opened(registration: DealRegistration, *, by: User | None) -> Deal | None:
    customer = customer_of(registration)
    if customer is None:
        return None
    title = _("%(customer)s through %(partner)s") % {
        "customer": registration.customer_name,
        "partner": registration.account.company,
    }
    try:
        return open_deal(
            NewDeal(
                customer=customer,
                title=title,
                amount=_gross(registration.expected_value, registration.currency),
                currency=registration.currency,
                expected_close_on=registration.expected_close_on,
                source=source_of(registration),
                by=by,
            )
        )
    except DealError:
        return None


def _gross(net: Decimal, currency: str) -> Decimal:
    return gross_of(net, rate=situation().rate(STANDARD), currency=currency)


def win_deal_of(registration: DealRegistration, order: Order) -> None:
    """Have the registration's deal won by an order, unless it was closed or the order is another deal's.

    A deal that was lost only because the registration had ended is opened again for it.
    """
    deal = registration.deal
    if deal is None:
        return
    try:
        with transaction.atomic():
            if deal.state == Deal.State.LOST and not has_moved_on(registration, deal):
                reopen_deal(deal, by=None, act=REOPENED)
            win_deal(deal, order, act=WON)
    except DealError:
        return


def close_deal_of(registration: DealRegistration, *, note: str = "") -> None:
    """Lose the deal that was opened for a registration that is over, with the partner's words as its note.

    One that staff chose, that somebody has moved since, that is closed or whose stage asks for something
    stays as it is: whoever owns it decides.
    """
    deal = registration.deal
    if deal is None or not deal.is_open or has_moved_on(registration, deal):
        return
    reason, _is_new = LossReason.objects.get_or_create(name=LOSS_REASON, defaults={"position": 100})
    try:
        with transaction.atomic():
            lose_deal(deal, reason, by=None, note=note, act=ENDED)
    except DealError:
        return


def undo_deal_of(registration: DealRegistration, order: Order) -> None:
    """Open the deal again that a cancelled order had won, or lose it where the registration is over by now.

    The pipeline hears of the order too; whichever comes first does it.
    """
    order_undone(order, act=ORDER_CANCELLED)
    if registration.deal is not None:
        registration.deal.refresh_from_db()
    if registration.state in OVER:
        close_deal_of(registration)


def has_moved_on(registration: DealRegistration, deal: Deal) -> bool:
    """Tell whether a deal has a life of its own: it is not of this registration, or somebody moved it."""
    if deal.source != source_of(registration):
        return True
    return deal.moves.exclude(from_stage=None).exclude(by=None, act__in=OURS).exists()
