"""The simulator's page: a basket and a buyer, then what came of it."""

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets import AdminDateTimeInput

from shop.b2b.models import Company
from shop.backoffice.access import renders_forbidden
from shop.backoffice.picker import LONGEST_KEY
from shop.catalogue.models import Product
from shop.offer.models import Range
from shop.promotions.form_fields import ProductsField, shipping_countries
from shop.promotions.models import Promotion
from shop.promotions.simulator import Scenario, Simulation, simulate
from shop.user.models import User

MOST_PIECES = 10_000
MOST_PRODUCTS = 20
UNPROCESSABLE = 422


class SimulatorForm(forms.Form):
    """What is bought, by whom, when and where to; how many of each product stands in `quantity_<key>`."""

    products = ProductsField(label=gettext_lazy("Products"), most=MOST_PRODUCTS)
    codes = forms.CharField(
        label=gettext_lazy("Codes"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Several with spaces between them."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Customer"),
        required=False,
        help_text=gettext_lazy(
            "The e-mail address of an account, or of a guest. Empty: a visitor whom nobody knows."
        ),
    )
    company = forms.ModelChoiceField(
        Company.objects.order_by("name"), label=gettext_lazy("Company"), required=False
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        choices=lambda: [("", "–"), *shipping_countries()],
    )
    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Empty: now."),
    )
    as_live = forms.ModelChoiceField(
        Promotion.objects.select_related("offer").order_by("-pk"),
        label=gettext_lazy("As if this one were live"),
        required=False,
    )

    def clean_products(self) -> list[Product]:
        """Ask for one product at least."""
        picked = list(self.cleaned_data["products"])
        if not picked:
            raise ValidationError(_("Pick at least one product."))
        return picked

    def quantities(self) -> list[tuple[Product, int]]:
        """Return the products with how many of each; one where no number stands."""
        return [(product, self._quantity(product.pk)) for product in self.cleaned_data.get("products", ())]

    def _quantity(self, pk: int) -> int:
        typed = str(self.data.get(f"quantity_{pk}", "")).strip()
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_KEY else 1
        return min(max(number, 1), MOST_PIECES)

    def scenario(self) -> Scenario:
        """Return what is asked; an address of an account is that account."""
        typed = self.cleaned_data
        email = typed["email"].strip().lower()
        user = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        return Scenario(
            pieces=self.quantities(),
            codes=typed["codes"].replace(",", " ").split(),
            user=user,
            email="" if user else email,
            company=typed["company"],
            country=typed["country"],
            at=typed["at"],
            as_live=typed["as_live"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required("promotions.view_promotion", raise_exception=True)
def promotion_simulator(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it what came of what was asked."""
    result: Simulation | None = None
    form = SimulatorForm(request.POST) if request.method == "POST" else SimulatorForm(initial=_first(request))
    if form.is_bound and form.is_valid():
        result = simulate(form.scenario())
    context = {
        "form": form,
        "result": result,
        "quantities": form.quantities() if form.is_bound and form.is_valid() else (),
        "header_title": _("Simulator"),
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("promotions:index"), "label": _("Promotions")},
            {"url": "", "label": _("Simulator")},
        ],
    }
    status = UNPROCESSABLE if form.is_bound and result is None else 200
    return render(request, "promotions/simulator.html", context, status=status)


def _first(request: HttpRequest) -> dict[str, object]:
    """Begin with the promotion that one comes from, and one of its products."""
    key = request.GET.get("promotion", "")
    is_key = key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
    rows = Promotion.objects.select_related("offer__condition__range", "code")
    promotion = rows.filter(pk=key).first() if is_key else None
    if promotion is None:
        return {}
    held: Range | None = promotion.offer.condition.range
    some = held.all_products().filter(parent=None).order_by("pk")[:1] if held else ()
    return {
        "as_live": promotion.pk,
        "products": [product.pk for product in some],
        "codes": promotion.code.code if promotion.code else "",
    }
