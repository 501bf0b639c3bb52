"""The pages of shopping lists. A list that somebody may not use so far is not there for them."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.generic import TemplateView

from shop.basket.checking import sellable
from shop.catalogue.models import Product
from shop.numbers import whole_number
from shop.partner.buyers import buyer_for
from shop.partner.queries import purchase_infos
from shop.quick_order.matching import numbers_of, products_by_number
from shop.quick_order.parsing import whole_quantity
from shop.shopping_lists.forms import ListForm, TargetForm, chosen_lines, line_changes
from shop.shopping_lists.models import ShoppingListLine
from shop.shopping_lists.queries import ListRight, UsableList, is_due, list_rows, usable_list, usable_lists
from shop.shopping_lists.services import (
    ListFullError,
    add_products,
    change_lines,
    create_list,
    hand_lines,
    remove_lines,
    sort_lines,
)
from shop.spreadsheets.responses import csv_response
from shop.time_zones import shop_day
from shop.user.models import User, UserRequest

FULL = gettext_lazy("This list is full: it holds as many products as one list can.")


class ListIndexView(LoginRequiredMixin, TemplateView):
    """`/lists/`: one's own lists and those of colleagues; a new one."""

    request: UserRequest
    template_name = "shopping_lists/index.html"

    def get_context_data(self, *, form: ListForm | None = None, **kwargs: object) -> dict[str, object]:
        """Name the lists, those that are due first."""
        today = shop_day()
        lists = [(each, is_due(each.shopping_list, today)) for each in usable_lists(self.request.user)]
        lists.sort(key=lambda pair: not (pair[1] and pair[0].is_own))
        return super().get_context_data(
            lists=lists, form=form or ListForm(), page_title=_("Shopping lists"), **kwargs
        )

    def post(self, request: UserRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Begin a list."""
        form = ListForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        made = create_list(request.user, name=form.cleaned_data["name"], note=form.cleaned_data["note"])
        return redirect("shopping_lists:page", made.pk)


class OneListMixin(LoginRequiredMixin):
    """A page of one list; `needs` is the right without which it is not there."""

    needs = ListRight.VIEW
    usable: UsableList

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Find the list."""
        if request.user.is_authenticated:
            found = usable_list(request.user, kwargs["pk"], right=self.needs)
            if found is None:
                raise Http404
            self.usable, self.shopping_list = found, found.shopping_list
        return super().dispatch(request, *args, **kwargs)


class ListPageView(OneListMixin, TemplateView):
    """A list with what can be had of it today; changing it, moving lines, adding products."""

    request: UserRequest
    template_name = "shopping_lists/page.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Judge the lines for this buyer; `typed` and `errors` come from a refused change."""
        user = self.request.user
        rows = list_rows(self.shopping_list, buyer=buyer_for(user))
        products = [row.verdict.wish.product for row in rows.rows if row.verdict]
        context = {
            "usable": self.usable,
            "list": self.shopping_list,
            "rows": rows,
            "numbers": numbers_of(products),
            "is_due": is_due(self.shopping_list, shop_day()),
            "target_form": TargetForm(user=user),
            "token": uuid4(),
            "page_title": self.shopping_list.name,
        }
        return super().get_context_data(**(context | kwargs))

    def post(self, request: UserRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Write what was typed, then do what the button says."""
        if not self.usable.may_edit:
            raise Http404
        keys = list(self.shopping_list.lines.values_list("pk", flat=True))
        changes, errors = line_changes(request.POST, keys)
        overtaken = change_lines(self.shopping_list, changes)
        for line in overtaken:
            messages.warning(request, _overtaken(line))
        if errors:
            typed = {pk: request.POST.get(f"quantity-{pk}", "") for pk in errors}
            return self.render_to_response(self.get_context_data(errors=errors, typed=typed), status=422)
        action, _colon, argument = request.POST.get("action", "save").partition(":")
        acted = getattr(self, f"do_{action}", None)
        if acted is not None and (refused := acted(argument)) is not None:
            return refused
        return redirect("shopping_lists:page", self.shopping_list.pk)

    def do_save(self, _argument: str) -> None:
        """Say that it is kept."""
        messages.success(self.request, _("The list has been saved."))

    def do_remove(self, argument: str) -> None:
        """Take one line off, or those that are ticked."""
        one = whole_number(argument)
        remove_lines(self.shopping_list, [one] if one else chosen_lines(self.request.POST))

    def do_up(self, argument: str) -> None:
        """Put a line one place up."""
        self._shift(argument, -1)

    def do_down(self, argument: str) -> None:
        """Put a line one place down."""
        self._shift(argument, 1)

    def _shift(self, argument: str, by: int) -> None:
        keys = list(self.shopping_list.lines.order_by("position", "pk").values_list("pk", flat=True))
        pk = whole_number(argument)
        if pk in keys:
            place = keys.index(pk)
            keys.insert(max(0, place + by), keys.pop(place))
            sort_lines(self.shopping_list, keys)

    def do_sort(self, _argument: str) -> None:
        """Sort by name."""
        lines = sorted(self.shopping_list.lines.all(), key=lambda line: line.title.casefold())
        sort_lines(self.shopping_list, [line.pk for line in lines])

    def do_move(self, _argument: str) -> HttpResponse | None:
        """Move the ticked lines to another list."""
        return self._hand(keeps=False)

    def do_copy(self, _argument: str) -> HttpResponse | None:
        """Copy the ticked lines to another list."""
        return self._hand(keeps=True)

    def _hand(self, *, keeps: bool) -> HttpResponse | None:
        lines = chosen_lines(self.request.POST)
        if not lines:
            messages.info(self.request, _("Please choose at least one item."))
            return None
        form = TargetForm(self.request.POST, user=self.request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(target_form=form), status=422)
        target = form.chosen()
        try:
            count = hand_lines(self.shopping_list, target, lines, keeps=keeps)
        except ListFullError:
            messages.error(self.request, FULL)
            return None
        text = ngettext(
            "%(count)d product is on “%(name)s” now.", "%(count)d products are on “%(name)s” now.", count
        )
        messages.success(self.request, text % {"count": count, "name": target.name})
        return None

    def do_add(self, _argument: str) -> HttpResponse | None:
        """Put a product on the list by its number."""
        number, quantity = (
            self.request.POST.get("number", "").strip()[:100],
            self.request.POST.get("pieces", "1"),
        )
        found = [pk for keys in products_by_number({number}).values() for pk in keys] if number else []
        pieces = whole_quantity(quantity)
        visible = _visible(found, self.request.user)
        if len(visible) != 1 or not pieces:
            message = (
                _("There is no product with this number.")
                if pieces
                else _("Please enter a whole number of pieces.")
            )
            context = self.get_context_data(add_error=message, add_number=number, add_quantity=quantity)
            return self.render_to_response(context, status=422)
        try:
            add_products(self.shopping_list, {visible[0]: pieces})
        except ListFullError:
            messages.error(self.request, FULL)
        return None


def _visible(ids: list[int], user: User) -> list[int]:
    """Leave out what this user may not see, and families, which nobody orders as such."""
    products = list(Product.objects.filter(sellable(), pk__in=ids).exclude(structure=Product.PARENT))
    infos = purchase_infos(products, buyer=buyer_for(user))
    return [product.pk for product in products if infos[product.pk].is_visible]


def _overtaken(line: ShoppingListLine) -> str:
    text = _("“%(title)s” was changed by somebody else meanwhile; now it says %(quantity)d.")
    return text % {"title": line.title, "quantity": line.quantity}


class PrintView(OneListMixin, TemplateView):
    """A list on paper."""

    request: UserRequest
    template_name = "shopping_lists/print.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Judge the lines for this buyer."""
        rows = list_rows(self.shopping_list, buyer=buyer_for(self.request.user))
        numbers = numbers_of([row.verdict.wish.product for row in rows.rows if row.verdict])
        return super().get_context_data(list=self.shopping_list, rows=rows, numbers=numbers, **kwargs)


class ExportView(OneListMixin, TemplateView):
    """A list as CSV, which quick order reads again."""

    request: UserRequest

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Hand out number, name, quantity, note and today's price."""
        rows = list_rows(self.shopping_list, buyer=buyer_for(self.request.user))
        numbers = numbers_of([row.verdict.wish.product for row in rows.rows if row.verdict])
        table: list[list[object]] = [["SKU", "Name", "Quantity", "Note", "Price", "Currency"]]
        for row in rows.rows:
            verdict = row.verdict
            table.append(
                [
                    numbers.get(row.line.product_id or 0, "") if verdict else "",
                    verdict.wish.product if verdict else row.line.title,
                    row.line.quantity,
                    row.line.note,
                    "" if verdict is None or verdict.unit_price is None else verdict.unit_price,
                    verdict.currency if verdict else "",
                ]
            )
        return csv_response(table, f"list-{self.shopping_list.pk}.csv")
