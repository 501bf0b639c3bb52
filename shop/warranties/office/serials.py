"""The serial numbers of a shipment, typed or scanned at the packing table."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from shop.fulfilment.links import SHIPMENT_LINKS, ShipmentLink
from shop.fulfilment.models import Shipment
from shop.fulfilment.office import UNPROCESSABLE, page, require_view, shipment_or_404
from shop.order.exceptions import ChangeRefusedError
from shop.warranties.office.forms import SerialsForm
from shop.warranties.services import TYPED_IN, covered_lines, write_serials


@require_view
@require_http_methods(["GET", "HEAD", "POST"])
def serials(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and keep the serial numbers of a shipment; what was refused stays as it was typed."""
    found = shipment_or_404(request, pk)
    form = SerialsForm(request.POST if request.method == "POST" else None, shipment=found)
    if not form.rows:
        raise Http404
    if form.is_valid():
        try:
            write_serials(found, form.serials)
        except ChangeRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The serial numbers are saved."))
            return redirect("fulfilment:shipment", pk=pk)
    status = UNPROCESSABLE if form.is_bound else 200
    title = _("Serial numbers of %(number)s") % {"number": found.number}
    return page(request, "serials", title=title, status=status, shipment=found, form=form)


def link_to_serials(shipment: Shipment) -> str:
    """Return where its serial numbers are typed; empty before it is packed, and where nothing has one."""
    if shipment.state not in TYPED_IN:
        return ""
    if not any(terms.tracks_serials for _row, terms in covered_lines(shipment)):
        return ""
    return reverse("shipment_serials", args=[shipment.pk])


SHIPMENT_LINKS.register(
    ShipmentLink(name="serials", label=gettext_lazy("Serial numbers"), url=link_to_serials)
)
