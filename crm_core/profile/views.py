"""Pages of a customer's profile: its rows, its tags; choosing a customer; all tags."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, TitleColumn

from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import visible_to
from crm_core.customers.models import Customer
from crm_core.customers.queries import customers_matching
from crm_core.profile.editing import ProfileEdit
from crm_core.profile.fields import CustomersField
from crm_core.profile.models import Tag
from crm_core.profile.queries import tags_with_numbers
from crm_core.profile.services import add_tag, remove_tag
from shop.backoffice.access import View, require_permissions
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.backoffice.form_sections import bind_sections, problems_of
from shop.backoffice.listing import ListView
from shop.user.models import UserRequest

VIEW, CHANGE = "customers.view_customer", "customers.change_customer"
CHANGE_TAG = "profile.change_tag"
UNPROCESSABLE = 422
MOST_FOUND = 20


def seeing(view: View) -> View:
    """Let in who may see customers."""
    return require_permissions(view, [VIEW])


def changing(view: View) -> View:
    """Let in who may change customers."""
    return require_permissions(view, [VIEW, CHANGE])


@changing
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Show the rows of a profile, or save them; what two people changed is shown again."""
    customer = get_object_or_404(visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, ProfileEdit(customer, None, user=request.user))
    with locked(customer) as held:
        edited = ProfileEdit(held, request.POST, user=request.user)
        is_saved = edited.is_valid()
        if is_saved:
            edited.save()
    if not is_saved:
        return _page(request, edited, status=CONFLICT if edited.has_conflicts() else UNPROCESSABLE)
    report_merge(request, edited.form, *edited.rows.values())
    messages.success(request, _("The profile has been saved."))
    return redirect("customers:inspect", customer.pk)


def _page(request: UserRequest, edited: ProfileEdit, *, status: int = 200) -> HttpResponse:
    title, name = _("Contact points, addresses, relations"), name_for(request.user, edited.customer)
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("customers:index"), "label": _("Customers")},
        {"url": reverse("customers:inspect", args=[edited.customer.pk]), "label": name},
        {"url": "", "label": title},
    ]
    media = edited.form.media
    for formset in edited.rows.values():
        media += formset.media + formset.empty_form.media
    context = {
        "header_title": name,
        "page_title": title,
        "header_icon": "edit",
        "breadcrumbs_items": way,
        "customer": edited.customer,
        "form": edited.form,
        "rows": edited.rows,
        "problems": problems_of(edited.form, *edited.rows.values()),
        "sections": bind_sections(edited.form, *edited.rows.values()),
        "media": media,
    }
    return render(request, "crm_core/profile/edit.html", context, status=status)


@changing
@require_POST
def tag(request: UserRequest, pk: int) -> HttpResponse:
    """Add the tags that were typed, or take one off."""
    customer = get_object_or_404(visible_to(request.user), pk=pk)
    taken = request.POST.get("remove", "")
    if taken:
        if taken.isdecimal() and len(taken) < 19:  # noqa: PLR2004 - a key of the database
            remove_tag(customer, int(taken), by=request.user)
    elif request.POST.get("add", "").strip():
        add_tag(customer, request.POST["add"][:500], by=request.user)
    else:
        messages.warning(request, _("Write a tag first."))
    return redirect(f"{reverse('customers:inspect', args=[customer.pk])}#panel-tags")


@seeing
@require_safe
def choices(request: UserRequest) -> HttpResponse:
    """Answer what a picker asks: customers whom this user sees, by name, address or number."""
    text = request.GET.get("q", "")[:200]
    seen, hidden = visible_to(request.user), fields_of(request.user).hidden
    found = customers_matching(text, among=seen, hidden=hidden)[:MOST_FOUND] if text.strip() else []
    field = CustomersField(Customer.objects.none(), user=request.user)
    return JsonResponse(
        {"results": [{"pk": each.pk, "label": field.label_from_instance(each)} for each in found]}
    )


class TagListView(ListView):
    """All tags with how many customers bear each."""

    default_ordering = "name"
    list_name = "customer-tags"
    bulk_permission = CHANGE_TAG
    page_title: str | Promise = gettext_lazy("Customer tags")
    is_searchable = True
    search_fields = ["name"]

    def all_columns(self) -> list[BaseColumn]:
        """Name, color, number with the way to them."""
        return [
            TitleColumn("name", label=_("Tag"), sort_key="name", get_url=self.get_edit_url),
            Column("color", label=_("Color"), accessor="get_color_display"),
            NumberColumn("number", label=_("Customers")),
            TitleColumn(
                "show", label=_("Show"), accessor=lambda _tag: _("Show customers"), get_url=_customers_of
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Tag]:
        """Count the customers in the same query."""
        return tags_with_numbers()

    def search_queryset(self, queryset: QuerySet[Tag]) -> QuerySet[Tag]:
        """Search names."""
        return queryset.filter(name__icontains=self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: QuerySet[Tag]) -> QuerySet[Tag]:
        """Sort by name."""
        return queryset.order_by("-folded" if self.ordering.startswith("-") else "folded")


def _customers_of(found: Tag) -> str:
    return f"{reverse('customers:index')}?tag={found.pk}"
