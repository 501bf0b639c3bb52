"""What content hears of: load by id, one idempotent call."""

from allauth.account.models import EmailAddress

from content.events import FormReplied, FormSubmitted
from content.models import FormEntry, FormReply
from content.services import claim_entries, delete_entries_of, link_entry
from crm_core.pipeline.acts import FORM_SENT
from crm_core.pipeline.buyer_acts import buyer_act
from crm_core.timeline.services import record
from shop.events.registry import subscribe
from shop.privacy.events import AccountDeleted, AccountDeletionRequested
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User


@subscribe(FormSubmitted)
def on_form_submitted(event: FormSubmitted) -> None:
    """Tell it in the story of the customer whose address stands in it; a stranger's makes no customer."""
    entry = FormEntry.objects.select_related("form", "page").filter(pk=event.entry_id).first()
    if entry is None:
        return
    customer = link_entry(entry)
    if not entry.email:
        return
    owners = EmailAddress.objects.filter(email__iexact=entry.email, verified=True)
    owner = owners.select_related("user").first()
    if owner is not None:
        claim_entries(owner.user, [entry.email])
    if customer is not None:
        buyer_act(customer, FORM_SENT, source=f"form-entry:{entry.pk}", occurred_at=entry.sent_at)
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


@subscribe(FormReplied)
def on_form_replied(event: FormReplied) -> None:
    """Tell the answer in the story of the customer whom the entry is about."""
    reply = FormReply.objects.select_related("entry__form", "entry__customer", "by").filter(pk=event.reply_id)
    for found in reply:
        if found.entry.customer is not None:
            record(
                found.entry.customer,
                kind="form.replied",
                occurred_at=found.sent_at,
                source=f"form-reply:{found.pk}",
                text=found.text,
                data={
                    "entry_id": found.entry_id,
                    "form": found.entry.form.title,
                    "by": str(found.by or ""),
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
