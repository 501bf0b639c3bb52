"""The queue of potential duplicates, two customers side by side, and undoing a merge."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn, TitleColumn

from crm_core.customers import duplicates
from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import may_see, seen_or_404, visible_to
from crm_core.customers.access.viewing import note_views
from crm_core.customers.matching.services import put_off
from crm_core.customers.matching.words import explain, lines
from crm_core.customers.merging.choices import Choice
from crm_core.customers.merging.services import mark_distinct, merge_customers, unmerge_customers
from crm_core.customers.models import Customer, CustomerMerge, MatchCandidate
from crm_core.customers.queries import customers_matching
from crm_core.customers.records.trees import MergeRefusedError, survivor_of
from crm_core.customers.views import customer_url
from shop.backoffice.access import renders_forbidden
from shop.backoffice.confirmation import is_confirmed
from shop.backoffice.listing import ListView
from shop.backoffice.row_limits import limited
from shop.user.models import User, UserRequest

MERGE = "customers.merge_customer"
LATER_DAYS = 14
MOST_FOUND = 20
QUEUE = "customer_duplicates:index"


class DuplicateListView(ListView):
    """Pairs that wait for a decision, the likeliest first."""

    default_ordering = "-score"
    page_title: str | Promise = gettext_lazy("Potential duplicates")
    list_name = "customer-duplicates"
    paginate_by = 50

    def all_columns(self) -> list[BaseColumn]:
        """Name both, and say why."""
        return [
            TitleColumn("first", label=_("Customer"), accessor="first", get_url=_pair_page),
            Column("second", label=_("May be the same as"), accessor="second"),
            Column("why", label=_("Why"), accessor=lambda candidate: explain(candidate.evidence)),
            NumberColumn("score", label=_("Points")),
            DateColumn("found_at", label=_("Found"), sort_key="found_at"),
        ]

    def get_base_queryset(self) -> QuerySet[MatchCandidate]:
        """Leave out what was put off."""
        return duplicates.waiting_candidates()

    def order_queryset(self, queryset: QuerySet[MatchCandidate]) -> QuerySet[MatchCandidate]:
        """Sort as asked; equals by number, so that pages do not overlap."""
        return queryset.order_by(self.ordering, "pk")


def _pair_page(candidate: MatchCandidate) -> str:
    return reverse("customer_pair", args=[candidate.first_id, candidate.second_id])


@method_decorator(renders_forbidden, name="dispatch")  # type: ignore[arg-type] # its views answer with pages
@method_decorator(permission_required(MERGE, raise_exception=True), name="dispatch")
class PairView(View):
    """Two customers side by side: merge them, say that they are different, or decide later."""

    request: UserRequest

    def get(self, request: UserRequest, first: int, second: int) -> HttpResponse:
        """Show both; records that were merged lead to who stands for them."""
        found = self._current(first, second)
        return self._show(*found) if isinstance(found, tuple) else found

    def post(self, request: UserRequest, first: int, second: int) -> HttpResponse:
        """Do what was decided, and lead on to the next pair that waits."""
        found = self._current(first, second)
        if not isinstance(found, tuple):
            messages.warning(
                request, _("These customers have been merged in the meantime; nothing was changed.")
            )
            return found
        decide = {"merge": self._merge, "distinct": self._distinct, "later": self._later}
        decision = decide.get(request.POST.get("decision", ""))
        if decision is None:
            messages.error(request, _("This page has no such action."))
            return redirect(request.path)
        return decision(*found)

    def _current(self, first: int, second: int) -> tuple[Customer, Customer] | HttpResponse:
        """Return both customers, or the way to where they are now."""
        one, other = (seen_or_404(self.request.user, pk) for pk in (first, second))
        if one == other:
            return redirect(customer_url(one))
        if (one.pk, other.pk) != (first, second):
            return redirect(duplicates.pair_url(one, other))
        return one, other

    def _show(self, one: Customer, other: Customer, *, status: int = 200) -> HttpResponse:
        match = duplicates.compared(one, other)
        evidence = [each.as_json() for each in match.evidence]
        survivor = self.request.POST.get("survivor") or str(_likelier_survivor(one, other).pk)
        context = {
            "columns": [
                {"customer": record, "url": customer_url(record), "stays": str(record.pk) == survivor}
                for record in (one, other)
            ],
            "choices": [
                self._choice(choice, (one, other), survivor)
                for choice in duplicates.choices_between(one, other, user=self.request.user)
            ],
            "rows": duplicates.rows_about(one, other, user=self.request.user),
            "sentence": explain(evidence),
            "evidence": lines(evidence),
            "score": match.score,
            "refusal": duplicates.refusal_of(one, other),
            "header_title": _("Are these the same customer?"),
            "header_icon": "group",
            "breadcrumbs_items": _breadcrumbs(_("Compare")),
        }
        note_views(self.request.user, one.pk, other.pk, page="PairView")
        return render(self.request, "crm_core/customers/pair.html", context, status=status)

    def _choice(self, choice: Choice, pair: tuple[Customer, Customer], survivor: str) -> dict[str, object]:
        """Return a field with its two values; chosen is the one that was sent, else the survivor's."""
        sent = self.request.POST.get(f"choice-{choice.name}") or survivor
        cells = [
            {"pk": record.pk, "value": value, "is_chosen": str(record.pk) == sent}
            for record, value in zip(pair, choice.values, strict=True)
        ]
        is_same = choice.values[0] == choice.values[1]
        return {
            "name": choice.name,
            "label": choice.label,
            "is_open": choice.is_open,
            "is_same": is_same,
            "cells": cells,
        }

    def _merge(self, one: Customer, other: Customer) -> HttpResponse:
        wanted = self.request.POST.get("survivor", "")
        if wanted not in (str(one.pk), str(other.pk)):
            messages.error(self.request, _("Choose which record stays."))
            return self._show(one, other, status=422)
        survivor, merged = (one, other) if wanted == str(one.pk) else (other, one)
        choices = {}
        for choice in duplicates.choices_between(one, other, user=self.request.user):
            side = self.request.POST.get(f"choice-{choice.name}", "")
            if choice.is_open and side in (str(one.pk), str(other.pk)):
                choices[choice.name] = "survivor" if side == str(survivor.pk) else "merged"
        try:
            merge_customers(
                survivor,
                merged,
                by=self.request.user,
                choices=choices,
                despite_refusal=bool(self.request.POST.get("despite_refusal")),
            )
        except MergeRefusedError as refusal:
            messages.error(self.request, str(refusal))
            return self._show(one, other, status=409)
        words = _("%(merged)s was merged into %(survivor)s. The page of %(survivor)s can undo it.")
        messages.success(self.request, words % {"merged": merged, "survivor": survivor})
        return self._next()

    def _distinct(self, one: Customer, other: Customer) -> HttpResponse:
        mark_distinct(one.pk, other.pk, by=self.request.user)
        words = _("%(one)s and %(other)s are different customers and will not be suggested again.")
        messages.success(self.request, words % {"one": one, "other": other})
        return self._next()

    def _later(self, one: Customer, other: Customer) -> HttpResponse:
        candidate = MatchCandidate.objects.filter(first=one, second=other).first()
        if candidate is not None:
            put_off(candidate, days=LATER_DAYS)
            words = ngettext(
                "Comes up again in %(days)d day.", "Comes up again in %(days)d days.", LATER_DAYS
            )
            messages.success(self.request, words % {"days": LATER_DAYS})
        return self._next()

    def _next(self) -> HttpResponse:
        waiting = limited(self.request.user, duplicates.waiting_candidates())
        following = waiting.order_by("-score", "pk").first()
        return redirect(_pair_page(following) if following else reverse(QUEUE))


def _likelier_survivor(one: Customer, other: Customer) -> Customer:
    """Return the record with more orders, otherwise the older one."""
    return max((one, other), key=lambda record: (record.orders_count, -record.pk))


def _breadcrumbs(label: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse(QUEUE), "label": _("Potential duplicates")},
        {"url": "", "label": label},
    ]


@require_safe
@renders_forbidden
@permission_required(MERGE, raise_exception=True)
def choose_other(request: UserRequest, pk: int) -> HttpResponse:
    """Look for the customer with whom this one is to be compared."""
    customer = seen_or_404(request.user, pk)
    query = request.GET.get("q", "").strip()
    among = visible_to(request.user).exclude(pk=customer.pk)
    hidden = fields_of(request.user).hidden
    found = customers_matching(query, among=among, hidden=hidden)[:MOST_FOUND] if query else []
    context = {
        "customer": customer,
        "query": query,
        "hidden": hidden,
        "found": [(other, duplicates.pair_url(customer, other)) for other in found],
        "header_title": _("Merge %(customer)s with …") % {"customer": name_for(request.user, customer)},
        "header_icon": "group",
        "breadcrumbs_items": _breadcrumbs(name_for(request.user, customer)),
    }
    return render(request, "crm_core/customers/choose_other.html", context)


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required(MERGE, raise_exception=True)
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what undoing a merge would do, and after a yes do it."""
    merge = get_object_or_404(CustomerMerge.objects.select_related("survivor", "merged", "by"), pk=pk)
    seen_or_404(request.user, merge.survivor_id)
    if request.method == "POST" and is_confirmed(request):
        user = cast("User", request.user)
        unmerge_customers(merge, by=user)
        messages.success(request, _("The merge was undone; both customers are there again."))
        restored = Customer.records.get(pk=merge.merged_id)
        return redirect(customer_url(restored) if may_see(request.user, restored) else reverse(QUEUE))
    if merge.undone_at is not None:
        return redirect(customer_url(survivor_of(merge.merged)))
    context = {
        "merge": merge,
        "back": customer_url(survivor_of(merge.survivor)),
        "header_title": _("Undo the merge of %(customer)s") % {"customer": merge.merged},
        "header_icon": "rotate",
        "breadcrumbs_items": _breadcrumbs(_("Undo")),
    }
    return render(request, "crm_core/customers/undo_merge.html", context)
