"""The order matrix of a product's page: quantities of many variants are added at once.

What cannot be added as typed goes to the quick order's rows, where each says why and can be mended.
"""

import re
from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from shop.basket.checking import sellable, wished_products
from shop.basket.requests import BasketRequest
from shop.basket.services import BasketError
from shop.catalogue.models import Product
from shop.partner.buyers import buyer_for
from shop.partner.queries import purchase_infos
from shop.quick_order.adding import add_for_request
from shop.quick_order.forms import form_token
from shop.quick_order.matching import numbers_of
from shop.quick_order.parsing import MOST_ROWS, RawRow, rows_of_text, whole_quantity
from shop.quick_order.rows import check_rows, draft_of, keep_draft

MOST_PASTED = 20_000


@require_POST
def add(request: BasketRequest, pk: int) -> HttpResponse:
    """POST `quantity-<variant>` for each cell, and `run`, a pasted size run; then the basket, or the page."""
    parent = Product.objects.filter(sellable(), pk=pk, structure=Product.PARENT).first()
    if parent is None:
        raise Http404
    buyer = buyer_for(request.user)
    keys = parent.children.filter(is_public=True).order_by("pk").values_list("pk", flat=True)
    variants = sorted(wished_products(keys), key=lambda variant: variant.pk)
    infos = purchase_infos(variants, buyer=buyer)
    visible = [variant for variant in variants if infos[variant.pk].is_visible]
    if not visible:
        raise Http404
    rows = _typed(request, visible)
    if not rows:
        messages.info(request, _("Please enter at least one quantity."))
        return redirect(parent.get_absolute_url())
    held = request.basket if request.basket.pk is not None else None
    checked = check_rows(rows, buyer=buyer, basket=held)
    try:
        done = add_for_request(request, checked.wishes, token=form_token(request))
    except BasketError as refusal:
        messages.error(request, str(refusal))
        return _to_quick_order(request, rows)
    if done.was_done:
        messages.info(request, _("These products are in your basket already."))
        return redirect("basket:summary")
    if done.added:
        count = sum(verdict.wish.quantity for verdict in done.added)
        text = ngettext(
            "%(count)d piece of “%(title)s” is in your basket.",
            "%(count)d pieces of “%(title)s” are in your basket.",
            count,
        )
        messages.success(request, text % {"count": count, "title": parent.get_title()})
    refused = {verdict.wish.product.pk for verdict in done.refused}
    left = [row for row in checked.rows if not row.is_good or (row.product and row.product.pk in refused)]
    if not left:
        return redirect("basket:summary")
    return _to_quick_order(request, [RawRow(number=row.number, quantity=row.quantity) for row in left])


def _to_quick_order(request: BasketRequest, rows: Sequence[RawRow]) -> HttpResponse:
    """Put rows before those that are waiting in the quick order already."""
    keep_draft(request.session, [*rows, *draft_of(request.session)][:MOST_ROWS])
    messages.warning(request, _("These variants need your attention first."))
    return redirect("quick_order:page")


def _typed(request: BasketRequest, variants: Sequence[Product]) -> list[RawRow]:
    numbers = numbers_of(variants)
    rows = []
    for variant in variants:
        text = request.POST.get(f"quantity-{variant.pk}", "").strip()[:20]
        if text and text != "0":
            rows.append(RawRow(number=numbers[variant.pk], quantity=text))
    return rows + _size_run(request.POST.get("run", "")[:MOST_PASTED], variants, numbers)


def _size_run(text: str, variants: Sequence[Product], numbers: Mapping[int, str]) -> list[RawRow]:
    """Read lines such as "Tide 28 cm<tab>6": the words name one variant, in any order, or it is a number.

    A line that names none or several stays as it is written, to be mended in the quick order.
    """
    named = [(variant, _words(variant.attribute_summary)) for variant in variants]
    rows = []
    for raw in rows_of_text(text):
        said = _words(raw.number)
        found = [variant for variant, words in named if said and said <= words]
        exact = [variant for variant, words in named if said == words]
        found = exact or found
        number = numbers[found[0].pk] if len(found) == 1 else raw.number
        rows.append(RawRow(number=number, quantity=raw.quantity))
    return [row for row in rows if row.number and (whole_quantity(row.quantity) != 0)]


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w.]+", text.casefold()))
