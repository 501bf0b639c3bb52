"""Recording a return for a buyer, the policy, and the files of a return."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from shop.backoffice.access import renders_forbidden
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.backoffice.languages import in_every_language, name_languages
from shop.backoffice.row_limits import limited
from shop.configuration.models import OneRow
from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.returns.access import ADD, VIEW
from shop.returns.forms import ChooseForm
from shop.returns.models import Return, ReturnPhoto, ReturnReason, ReturnSettings
from shop.returns.queries import returnable_lines
from shop.returns.replacements import replacements_of
from shop.returns.services import find_return, request_return
from shop.returns.states import Origin, Outcome
from shop.uploads.private import private_file
from shop.user.models import UserRequest

UNPROCESSABLE = 422
CHANGE_POLICY = "returns.change_returnsettings"
LISTS: tuple[tuple[str, Promise, Promise], ...] = (
    ("return_reasons:index", gettext_lazy("Return reasons"), gettext_lazy("What customers choose from.")),
    (
        "return_rules:index",
        gettext_lazy("Rules for categories"),
        gettext_lazy("Final sale, or other days than the shop's."),
    ),
)


def heading(title: str, *way: tuple[str, str], icon: str = "rotate") -> dict[str, object]:
    """Return title and breadcrumbs of a page below the returns."""
    steps = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("returns_office:index"), _("Returns")),
        *way,
        ("", title),
    ]
    crumbs = [{"url": url, "label": label} for url, label in steps]
    return {"header_title": title, "page_title": title, "header_icon": icon, "breadcrumbs_items": crumbs}


class StaffChooseForm(ChooseForm):
    """The buyer's form for staff: what the policy leaves out is told and may be recorded."""

    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_bound_by_policy = False

    @property
    def common(self) -> list[forms.BoundField]:
        """List the fields that are not a line's."""
        return [self["outcome"], self["comment"], self["key"]]


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required((VIEW, ADD), raise_exception=True)
def record_return(request: UserRequest, number: str) -> HttpResponse:
    """Record a return that somebody asked for otherwise; a second click leads to the return of the first."""
    order = get_object_or_404(limited(request.user, Order.objects.select_related("user")), number=number)
    done = find_return(order, request.POST.get("key", "")) if request.method == "POST" else None
    if done is not None:
        return redirect("returns_office:inspect", done.pk)
    lines = returnable_lines(order)
    form = StaffChooseForm(
        request.POST or None,
        lines=lines,
        reasons=list(ReturnReason.objects.filter(is_active=True)),
        replacements=replacements_of([item.line for item in lines], order),
        outcomes=[(each.value, str(each.label)) for each in Outcome],
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = request_return(
                order,
                form.wanted,
                key=form.cleaned_data["key"],
                outcome=form.cleaned_data["outcome"],
                origin=Origin.STAFF,
                comment=form.cleaned_data["comment"],
                by=request.user,
            )
        except ChangeRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The return is recorded and approved."))
            return redirect("returns_office:inspect", made.pk)
    title = _("Return of order %(number)s") % {"number": order.number}
    context = {**heading(title), "order": order, "lines": lines, "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "returns/office/new.html", context, status=status)


class PolicyForm(forms.ModelForm):
    """The shop's return policy."""

    class Meta:
        model = ReturnSettings
        fields: ClassVar = [
            *("is_offered", "window_days", "assumed_delivery_days", "send_within_days"),
            *("restocking_percent", "return_delivery_paid_by", "approves_automatically", "address"),
            *in_every_language("instructions"),
        ]
        widgets: ClassVar = {
            "return_delivery_paid_by": forms.RadioSelect,
            "address": forms.Textarea(attrs={"rows": 4}),
            **{name: forms.Textarea(attrs={"rows": 4}) for name in in_every_language("instructions")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ("instructions",))


def settings_page(
    model: type[OneRow],
    form_class: type[forms.ModelForm],
    *,
    title: Promise,
    address: str,
    lists: Sequence[tuple[str, Promise, Promise]] = (),
) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of a page that changes the one row of a model, as two people may at once."""

    def view(request: HttpRequest) -> HttpResponse:
        with locked(model.load()) as held:
            form = merging_form(form_class)(request.POST or None, instance=held)
            is_kept = request.method == "POST" and form.is_valid()
            if is_kept:
                form.save()
        if is_kept:
            report_merge(request, form)
            messages.success(request, _("The settings are saved."))
            return redirect(address)
        context = {
            **heading(str(title), icon="cog"),
            "form": form,
            "lists": [(reverse(name), label, words) for name, label, words in lists],
        }
        status = 200 if not form.is_bound else CONFLICT if form.conflicts else UNPROCESSABLE
        return render(request, "returns/office/settings.html", context, status=status)

    return view


return_policy = require_http_methods(["GET", "HEAD", "POST"])(
    renders_forbidden(
        permission_required(CHANGE_POLICY, raise_exception=True)(
            settings_page(
                ReturnSettings,
                PolicyForm,
                title=gettext_lazy("Return policy"),
                address="return_policy",
                lists=LISTS,
            )
        )
    )
)


@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def photo(request: UserRequest, pk: int) -> HttpResponse:
    """Hand out a photo to who sees its return."""
    seen = limited(request.user, Return.objects.all())  # guard: return-photo
    found = get_object_or_404(ReturnPhoto, pk=pk, parent__in=seen)
    name = (found.file.name or "").rsplit("/", 1)[-1]
    return cast("HttpResponse", private_file(found.file, name=name))


@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def label(request: UserRequest, pk: int) -> HttpResponse:
    """Hand out the label to who sees its return."""
    found = get_object_or_404(limited(request.user, Return.objects.select_related("label")), pk=pk)
    made = getattr(found, "label", None)
    if made is None:
        raise Http404
    return cast("HttpResponse", private_file(made.file, name=f"{found.number}.pdf"))
