"""What follows from a wish to be forgotten in the shop itself."""

from django.utils import timezone

from shop.events.registry import subscribe
from shop.privacy.events import AccountDeletionRequested
from shop.privacy.mail import confirm_request
from shop.privacy.models import DeletionRequest


@subscribe(AccountDeletionRequested)
def on_account_deletion_requested(event: AccountDeletionRequested) -> None:
    """Tell its owner: it may have been somebody else at their keyboard."""
    request = DeletionRequest.objects.select_related("user").get(pk=event.request_id)
    confirm_request(request, now=timezone.now())
