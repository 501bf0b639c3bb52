"""From a list into the basket, whole or in part; what cannot be had is named and stays on the list."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext
from django.views.generic import View

from shop.basket.requests import BasketRequest
from shop.basket.services import BasketError
from shop.partner.buyers import buyer_for
from shop.quick_order.adding import add_for_request
from shop.quick_order.forms import form_token
from shop.shopping_lists.forms import chosen_lines, line_changes
from shop.shopping_lists.queries import ListRight, list_rows
from shop.shopping_lists.services import change_lines, note_ordered
from shop.shopping_lists.views import OneListMixin
from shop.time_zones import shop_day
from shop.user.models import UserRequest


class OrderListView(OneListMixin, View):
    """POST: the ticked lines (or with `all` every line) go into the basket."""

    request: UserRequest
    http_method_names = ["post"]
    needs = ListRight.ORDER

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Keep what was typed beside the lines, add what can be had; stay where nothing can."""
        if self.usable.may_edit and not self._keep_typed():
            return redirect("shopping_lists:page", self.shopping_list.pk)
        chosen = None if "all" in request.POST else chosen_lines(request.POST)
        if chosen == []:
            messages.info(request, _("Please choose at least one item."))
            return redirect("shopping_lists:page", self.shopping_list.pk)
        rows = list_rows(self.shopping_list, buyer=buyer_for(request.user), line_ids=chosen)
        try:
            done = add_for_request(cast("BasketRequest", request), rows.wishes, token=form_token(request))
        except BasketError as refusal:
            messages.error(request, str(refusal))
            return redirect("shopping_lists:page", self.shopping_list.pk)
        if done.was_done:
            messages.info(request, _("These products are in your basket already."))
            return redirect("basket:summary")
        for row in rows.rows:
            if row.is_gone:
                text = _("“%(title)s” is not sold any more.")
                messages.warning(request, text % {"title": row.line.title})
            elif row.verdict is not None and not row.is_good:
                messages.warning(request, row.verdict.message)
        for verdict in done.refused:
            messages.warning(
                request, verdict.message or _("This product is in another currency than your basket.")
            )
        if not done.added:
            return redirect("shopping_lists:page", self.shopping_list.pk)
        note_ordered(self.shopping_list, today=shop_day())
        count = len(done.added)
        text = ngettext(
            "%(count)d product of “%(name)s” is in your basket.",
            "%(count)d products of “%(name)s” are in your basket.",
            count,
        )
        messages.success(request, text % {"count": count, "name": self.shopping_list.name})
        return redirect("basket:summary")

    def _keep_typed(self) -> bool:
        """Write what was changed on the page that was sent; False where a quantity is none."""
        keys = list(self.shopping_list.lines.values_list("pk", flat=True))
        changes, errors = line_changes(self.request.POST, keys)
        change_lines(self.shopping_list, changes)
        for message in dict.fromkeys(errors.values()):
            messages.error(self.request, message)
        return not errors
