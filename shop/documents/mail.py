"""Documents with a mail: attached, or behind the link of the order, as the settings say."""

from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

from shop.configuration.models import DocumentSettings
from shop.configuration.queries import document_settings
from shop.documents.exceptions import DocumentRefusedError
from shop.documents.following import notes_of
from shop.documents.models import Document
from shop.documents.queries import documents_of
from shop.documents.rendering import document_pdf, file_name_of
from shop.documents.services import invoice_or_note
from shop.mail.models import Mail, MailAttachment
from shop.mail.services import attach
from shop.order.models import Order
from shop.payments.models import Refund
from shop.time_zones import shop_day


def invoices_to_send(order: Order, *, is_dispatched: bool) -> list[Document]:
    """Return the invoices that a mail about dispatch, or about payment, brings along: each is sent once.

    What the mail tells is what an invoice may wait for, so it is written first, if it is not there.
    """
    if is_dispatched or document_settings().invoice_moment == DocumentSettings.Moment.PAYMENT:
        invoice_or_note(order, supplied_on=shop_day() if is_dispatched else None)
    sent = set(
        MailAttachment.objects.filter(mail__key__startswith=f"order:{order.pk}:").values_list(
            "name", flat=True
        )
    )
    return [document for document in documents_of(order) if file_name_of(document) not in sent]


def credit_notes_to_send(refund: Refund) -> list[Document]:
    """Return the credit notes of a refund, written first, if it has none yet; none where it is refused."""
    try:
        return list(notes_of(refund))
    except DocumentRefusedError:
        return []


def are_attached() -> bool:
    """Tell whether documents travel with mails."""
    return document_settings().attaches_to_mail


def attach_documents(mail: Mail, documents: Sequence[Document]) -> None:
    """Attach documents as PDFs in the mail's language, in the transaction that wrote the mail."""
    for document in documents:
        data = document_pdf(document, mail.language)
        attach(mail, SimpleUploadedFile(file_name_of(document), data, content_type="application/pdf"))
