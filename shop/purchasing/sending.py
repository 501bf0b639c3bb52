"""A purchase order goes to its vendor: by mail, with the PDF."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.rendering import render
from shop.mail.services import Correspondence, send_rendered
from shop.purchasing.document import purchase_order_pdf
from shop.purchasing.exceptions import PurchasingError
from shop.purchasing.models import PurchaseOrder
from shop.purchasing.services import mark_sent
from shop.purchasing.services.orders import order_value
from shop.user.models import User

KIND = "purchase-order"


@transaction.atomic
def send_order(order: PurchaseOrder, *, by: User) -> PurchaseOrder:
    """Send a draft to its vendor, in the vendor's language; answers go to `by`.

    Order and mail are written together, so that no order is sent without its mail. Raises
    PurchasingError for a vendor without an address, and as `mark_sent`; nothing is sent then.
    """
    if not order.vendor.email:
        raise PurchasingError(_("%(vendor)s has no e-mail address.") % {"vendor": order.vendor})
    mark_sent(order)
    language = order.vendor.language
    letter = render(KINDS[KIND], _context(order), language=language)
    pdf = SimpleUploadedFile(f"{order.number}.pdf", purchase_order_pdf(order), "application/pdf")
    send_rendered(
        KIND,
        letter,
        to=order.vendor.email,
        language=language,
        key=f"purchase-order:{order.pk}",
        correspondence=Correspondence(author=by, reply_to=by.email, attachments=[pdf]),
    )
    return order


def _context(order: PurchaseOrder) -> dict[str, object]:
    lines = list(order.lines.select_related("stockrecord__product"))
    return {"order": order, "vendor": order.vendor, "lines": lines, "value": order_value(lines)}


def _sample() -> dict[str, object] | None:
    order = PurchaseOrder.objects.select_related("vendor", "warehouse").order_by("-pk").first()
    return _context(order) if order else None


KINDS.register(
    EmailType(
        code=KIND,
        name=gettext_lazy("Purchase order to a vendor"),
        template="purchasing/mail/purchase_order",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
