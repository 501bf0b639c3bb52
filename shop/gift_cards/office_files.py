"""What of gift cards leaves the back office: a card on paper, the report of what is owed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.audit.services import record
from shop.backoffice.signals import list_exported
from shop.gift_cards.forms import PeriodForm, last_month
from shop.gift_cards.models import GiftCard
from shop.gift_cards.printing import printable_card
from shop.gift_cards.reports import liability_rows
from shop.pdf.responses import pdf_response
from shop.spreadsheets.responses import csv_response
from shop.user.models import UserRequest


@require_safe
def print_card(request: UserRequest, pk: int) -> HttpResponse:
    """Show a card with its code, for who may give it another; the audit log says who looked."""
    card = get_object_or_404(GiftCard.objects.select_related("account"), pk=pk)
    detail = {"last_four": card.last_four}
    record(
        "gift_card.print", actor=request.user, model="gift_cards.giftcard", object_id=card.pk, detail=detail
    )
    return pdf_response(printable_card(card), f"gift-card-{card.last_four}.pdf")


@require_safe
def liability(request: UserRequest) -> HttpResponse:
    """Ask for a period, and hand out what was owed in it as CSV."""
    first, last = last_month()
    form = PeriodForm(request.GET if "first" in request.GET else None, initial={"first": first, "last": last})
    if not form.is_bound or not form.is_valid():
        title = _("Liability report")
        context = {
            "form": form,
            "header_title": title,
            "page_title": title,
            "header_icon": "tag",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("gift_cards_office:index"), "label": _("Gift cards")},
                {"url": "", "label": title},
            ],
        }
        return render(request, "gift_cards/liability.html", context, status=422 if form.is_bound else 200)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    list_exported.send(
        liability, model=GiftCard, user=request.user, name="gift-card-liability", columns=["CSV"]
    )
    return csv_response(liability_rows(first, last), f"liability-{first}-{last}.csv")
