"""Where would this order ship from, and why?"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.stock.explanation import explain
from shop.stock.forms import SourcingForm
from shop.stock.models import Warehouse
from shop.stock.services.sourcing import plan_sourcing
from shop.stock.sourcing_rules import Destination
from shop.stock.views.common import render_page, require_view


@require_view
@require_safe
def simulator(request: HttpRequest) -> HttpResponse:
    """Route an imagined order by today's stock; nothing is reserved or kept."""
    form = SourcingForm(request.GET or None)
    sentences, parcels = [], []
    if request.GET and form.is_valid():
        destination = Destination(
            country=form.cleaned_data["country"].pk, postcode=form.cleaned_data["postcode"]
        )
        routes = plan_sourcing(form.pieces, destination=destination)
        sentences = explain(routes.steps)
        names = {place.pk: str(place) for place in Warehouse.objects.all()}
        skus = {record.pk: record for record in form.pieces}
        parcels = [
            {"warehouse": names[place], "record": skus[record], "pieces": number}
            for (record, place), number in sorted(routes.placed.items(), key=lambda pair: pair[0][1])
        ]
    return render_page(
        request,
        "simulator",
        title=_("Sourcing simulator"),
        icon="site",
        form=form,
        sentences=sentences,
        parcels=parcels,
    )
