"""Quick order: many products by number, checked row by row; what is good is added at once."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView

from shop.basket.bulk import BulkAddition
from shop.basket.requests import BasketRequest
from shop.basket.services import BasketError
from shop.partner.buyers import buyer_for
from shop.quick_order.adding import add_for_request
from shop.quick_order.forms import RowsForm, all_rows, form_token, typed_rows
from shop.quick_order.parsing import MOST_ROWS, RawRow, TooManyRowsError
from shop.quick_order.rows import CheckedRows, check_rows, draft_of, keep_draft
from shop.quick_order.suggestions import suggestions

BLANK, MORE = 5, 20


class QuickOrderView(TemplateView):
    """`/quick-order/`: type, paste or upload rows; fix what is wrong in place; add what is right."""

    request: BasketRequest
    template_name = "quick_order/page.html"

    def get_context_data(self, *, form: RowsForm | None = None, **kwargs: object) -> dict[str, object]:
        """Check the draft anew."""
        rows = draft_of(self.request.session)
        blank = MORE if "more" in self.request.GET else BLANK
        context = super().get_context_data(
            checked=self._checked(rows),
            form=form or RowsForm(),
            blank=range(max(0, min(blank, MOST_ROWS - len(rows)))),
            token=uuid4(),
            most=MOST_ROWS,
            **kwargs,
        )
        return context | {"page_title": _("Quick order"), "first_blank": len(context["checked"].rows)}

    def post(self, request: BasketRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Keep what was typed; then add, clear or only check."""
        typed = typed_rows(request.POST)
        if "clear" in request.POST:
            keep_draft(request.session, [])
            return redirect("quick_order:page")
        form = RowsForm(request.POST, request.FILES)
        try:
            rows = all_rows(form, typed) if form.is_valid() else None
        except TooManyRowsError as error:
            form.add_error(None, str(error))
            rows = None
        if rows is None:
            keep_draft(request.session, typed)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        keep_draft(request.session, rows)
        if "add" in request.POST:
            return self._add(rows)
        more = "?more=1" if "more" in request.POST else ""
        return redirect(f"{reverse('quick_order:page')}{more}#rows")

    def _checked(self, rows: list[RawRow]) -> CheckedRows:
        basket = self.request.basket
        held = basket if basket.pk is not None else None
        return check_rows(rows, buyer=buyer_for(self.request.user), basket=held)

    def _without_basket(self, rows: list[RawRow]) -> list[RawRow]:
        """Return the rows that are wrong whatever the basket holds: the first time they were not added."""
        bad = check_rows(rows, buyer=buyer_for(self.request.user)).bad
        return [RawRow(number=row.number, quantity=row.quantity) for row in bad]

    def _add(self, rows: list[RawRow]) -> HttpResponse:
        checked = self._checked(rows)
        if not checked.good:
            messages.error(self.request, _("None of these rows can be added yet: please look at each."))
            return redirect("quick_order:page")
        try:
            done = add_for_request(self.request, checked.wishes, token=form_token(self.request))
        except BasketError as refusal:
            messages.error(self.request, str(refusal))
            return redirect("quick_order:page")
        left = self._without_basket(rows) if done.was_done else _left(checked, done)
        keep_draft(self.request.session, left)
        if done.was_done:
            messages.info(self.request, _("These rows are in your basket already."))
            return redirect("basket:summary")
        added = len(done.added)
        text = ngettext(
            "%(count)d product has been added to your basket.",
            "%(count)d products have been added to your basket.",
            added,
        )
        messages.success(self.request, text % {"count": added})
        if not left:
            return redirect("basket:summary")
        text = ngettext(
            "%(count)d row is left: please look at it.",
            "%(count)d rows are left: please look at them.",
            len(left),
        )
        messages.warning(self.request, text % {"count": len(left)})
        return redirect("quick_order:page")


def _left(checked: CheckedRows, done: BulkAddition) -> list[RawRow]:
    """Return the rows that are not in the basket: bad ones, and those that somebody was quicker to take."""
    refused = {verdict.wish.product.pk for verdict in done.refused}
    rows = [
        row
        for row in checked.rows
        if not row.is_good or (row.product is not None and row.product.pk in refused)
    ]
    return [RawRow(number=row.number, quantity=row.quantity) for row in rows]


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """`/quick-order/suggest/?q=...`: a part of a page, the list of a number field's combobox."""
    found = suggestions(request.GET.get("q", ""), buyer=buyer_for(request.user))
    response = render(request, "quick_order/suggestions.html", {"suggestions": found})
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
