"""What the order itself, its notes and the mails about it add to its timeline."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shop.mail.models import Mail
from shop.order.history import HISTORY, HistoryEntry, HistorySource
from shop.order.models import BUYERS_NOTE, Order

SYSTEM_NOTE = "System"


def own_entries(order: Order) -> Iterator[HistoryEntry]:
    """Tell when it was placed, and every note: of the buyer, of staff, of what the shop did. One query."""
    yield HistoryEntry(at=order.date_placed, title=_("Order placed"), by=order.email or "", tone="good")
    for note in order.notes.select_related("user"):
        if note.note_type == SYSTEM_NOTE:
            yield HistoryEntry(at=note.date_created, title=note.message, by=str(note.user or ""))
            continue
        title = _("Note by the buyer") if note.note_type == BUYERS_NOTE else _("Note")
        yield HistoryEntry(
            at=note.date_created, title=title, text=note.message, by=str(note.user or ""), kind="note"
        )


def mail_entries(order: Order) -> Iterator[HistoryEntry]:
    """Tell the mails about it. One query."""
    for mail in Mail.objects.filter(key__startswith=f"order:{order.pk}:").order_by("pk"):
        is_bad = mail.status in (Mail.Status.BOUNCED, Mail.Status.FAILED)
        yield HistoryEntry(
            at=mail.created_at,
            title=_("E-mail: %(subject)s") % {"subject": mail.subject},
            text=f"{mail.to} · {mail.get_status_display()}",
            tone="bad" if is_bad else "",
            kind="mail",
        )


HISTORY.register(HistorySource(name="order", entries=own_entries))
HISTORY.register(HistorySource(name="mails", entries=mail_entries, permission="order.change_order"))
