"""What follows from a wish to be forgotten in the shop itself."""

from django.utils import timezone

from shop.events.registry import subscribe
from shop.mail.models import Mail
from shop.privacy.events import (
    AccountDeleted,
    AccountDeletionRequested,
    ErasureConfirmed,
    GuestRequestReceived,
)
from shop.privacy.guest_mail import answer_guest
from shop.privacy.mail import confirm_request
from shop.privacy.models import DeletionRequest
from shop.privacy.services import carry_out, withdraw_deletion
from shop.user.events import AddressTakenBack
from shop.user.models import User


@subscribe(AccountDeletionRequested)
def on_account_deletion_requested(event: AccountDeletionRequested) -> None:
    """Tell its owner: it may have been somebody else at their keyboard."""
    request = DeletionRequest.objects.select_related("user").get(pk=event.request_id)
    confirm_request(request, now=timezone.now())


@subscribe(GuestRequestReceived)
def on_guest_request_received(event: GuestRequestReceived) -> None:
    """Write to the address, if it is known."""
    answer_guest(event.request_id, order_id=event.order_id, now=timezone.now())


@subscribe(ErasureConfirmed)
def on_erasure_confirmed(event: ErasureConfirmed) -> None:
    """Do it now; what has to wait is looked at again by the hour (`tasks.erase_due`)."""
    carry_out(event.request_id)


@subscribe(AddressTakenBack)
def on_address_taken_back(event: AddressTakenBack) -> None:
    """Keep the account: whoever asked for its end was not its owner."""
    withdraw_deletion(User.objects.get(pk=event.user_id), now=timezone.now())


@subscribe(AccountDeleted, formerly="shop.mail.subscribers.on_account_deleted")
def on_account_deleted(event: AccountDeleted) -> None:
    """Delete the mails written to the account."""
    Mail.objects.filter(user_id=event.user_id).delete()
