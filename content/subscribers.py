"""What content hears of: load by id, one idempotent call."""

from allauth.account.models import EmailAddress

from content.events import FormSubmitted
from content.models import FormEntry
from content.services import claim_entries, delete_entries_of
from crm_core.customers.models import CustomerIdentifier
from crm_core.customers.queries import customer_of_identifier
from crm_core.timeline.services import record
from shop.contact_data import normalised_email
from shop.events.registry import subscribe
from shop.privacy.events import AccountDeleted, AccountDeletionRequested
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User


@subscribe(FormSubmitted)
def on_form_submitted(event: FormSubmitted) -> None:
    """Tell it in the story of the customer whose address stands in it; a stranger's makes no customer."""
    entry = FormEntry.objects.select_related("form", "page").filter(pk=event.entry_id).first()
    if entry is None or not entry.email:
        return
    owners = EmailAddress.objects.filter(email__iexact=entry.email, verified=True)
    owner = owners.select_related("user").first()
    if owner is not None:
        claim_entries(owner.user, [entry.email])
    customer = customer_of_identifier(CustomerIdentifier.Kind.EMAIL, normalised_email(entry.email))
    if customer is not None:
        record(
            customer,
            kind="form.submitted",
            occurred_at=entry.sent_at,
            source=f"form-entry:{entry.pk}",
            data={
                "entry_id": entry.pk,
                "form": entry.form.title,
                "page": entry.page.title if entry.page else "",
            },
        )


@subscribe(AccountDeletionRequested)
def on_account_deletion_requested(event: AccountDeletionRequested) -> None:
    """Note which entries are theirs while their addresses are still known."""
    user = User.objects.get(pk=event.user_id)
    claim_entries(user, confirmed_addresses(user))


@subscribe(AccountDeleted)
def on_account_deleted(event: AccountDeleted) -> None:
    """Let go of what they wrote."""
    delete_entries_of(event.user_id)
