"""What the scheduler does about documents."""

from celery import shared_task

from shop.documents.services import write_due_invoices as write_due


@shared_task(name="shop.documents.tasks.write_due_invoices")
def write_due_invoices() -> None:
    """Write the invoices that waited for the seller's data or for an order that did not add up."""
    write_due()
