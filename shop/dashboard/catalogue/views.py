"""Products in the back office, under Oscar's URL names.

Overrides, and why: the list neither counts nor reads all products; a product and its variants,
pictures, prices and places are one page, which notices when two people change it at once.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from oscar.apps.dashboard.catalogue import views as oscar_views
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.backoffice.edits.views import locked
from shop.catalogue.models import Product, ProductClass
from shop.dashboard.catalogue.editor.page import EditorPage, with_uploads
from shop.dashboard.catalogue.editor.pictures import ALL, drawn_cards
from shop.dashboard.catalogue.editor.services import AllocatedStockError
from shop.dashboard.catalogue.editor.uploads import stage
from shop.dashboard.catalogue.list_view import ProductListView, product_url
from shop.dashboard.catalogue.preview import ProductPreviewView
from shop.dashboard.catalogue.queries import products_for_staff
from shop.dashboard.catalogue.stock_alerts import StockAlertListView
from shop.numbers import whole_number

__all__ = [
    "PictureUploadView",
    "ProductCreateRedirectView",
    "ProductCreateUpdateView",
    "ProductListView",
    "ProductLookupView",
    "ProductPreviewView",
    "StockAlertListView",
]

# Beyond what one page holds; a place only names the fields of a card.
LARGEST_PLACE = 100_000


class ProductCreateUpdateView(View):
    """The editor. The door has asked for the right to see, and for the right to change on POST."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        """Show a product, or an empty form for a new one; a variant's address leads to its product."""
        product = self._product(kwargs)
        if product is not None and product.parent is not None:
            return HttpResponseRedirect(f"{product_url(product.parent)}#variant-{product.pk}")
        return EditorPage(request, self._class(product, kwargs), product).render()

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        """Save, or draw the page again with what was typed and what is wrong."""
        product = self._product(kwargs)
        if product is not None and product.parent_id:
            raise Http404
        if product is None and not request.user.has_perm("catalogue.add_product"):
            raise Http404
        product_class = self._class(product, kwargs)
        data, errors = with_uploads(request)
        if "matrix" in request.POST:
            return EditorPage(request, product_class, product, data=data).with_new_variants().render()
        try:
            with transaction.atomic() if product is None else locked(product):
                page = EditorPage(request, product_class, product, data=data)
                for words in errors:
                    page.refuse(words, "pictures")
                saved = page.save()
        except (AllocatedStockError, InvalidStockAdjustment) as error:
            problem = str(error)
        except ProtectedError:
            problem = _("A variant is still in use and cannot be removed; hide it instead.")
        except IntegrityError:
            problem = _("Somebody else has just used one of these SKUs. Please check them again.")
        else:
            return page.render(status=page.status) if saved is None else self._saved(request, saved)
        if product is not None:  # what was half written is undone
            product.refresh_from_db()
        page = EditorPage(request, product_class, product, data=data)
        page.refuse(problem)
        return page.render(status=page.status)

    def _product(self, kwargs: dict[str, object]) -> Product | None:
        if "pk" not in kwargs:
            return None
        product: Product = get_object_or_404(
            Product.objects.select_related("parent", "product_class"), pk=kwargs["pk"]
        )
        get_object_or_404(products_for_staff(self.request.user), pk=product.parent_id or product.pk)
        return product

    @staticmethod
    def _class(product: Product | None, kwargs: dict[str, object]) -> Any:
        if product is not None:
            return (product.parent or product).product_class
        return get_object_or_404(ProductClass, slug=kwargs["product_class_slug"])

    @staticmethod
    def _saved(request: HttpRequest, saved: Product) -> HttpResponse:
        messages.success(request, _("“%(product)s” is saved.") % {"product": saved.get_title()})
        if "preview" in request.POST:
            return HttpResponseRedirect(reverse("dashboard:catalogue-product-preview", args=[saved.pk]))
        return HttpResponseRedirect(product_url(saved))


class ProductCreateRedirectView(View):
    """Lead to the form of a new product; ask for its type where there is a choice."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go on at once where there is one type, and make one where there is none."""
        classes = list(ProductClass.objects.order_by("name"))
        if not classes:
            messages.info(request, _("First add a product type."))
            return HttpResponseRedirect(reverse("dashboard:catalogue-class-create"))
        if len(classes) == 1:
            return HttpResponseRedirect(reverse("dashboard:catalogue-product-create", args=[classes[0].slug]))
        return TemplateResponse(request, "backoffice/products/choose_class.html", {"classes": classes})


class PictureUploadView(View):
    """Keep dropped pictures until the product is saved; answers with a card for each."""

    def post(self, request: HttpRequest) -> JsonResponse:
        """Return {"cards": [html], "errors": [words]}; `next` is the number of the first card."""
        place = whole_number(request.POST.get("next", "0"), most=LARGEST_PLACE) or 0
        cards: list[str] = []
        errors: list[str] = []
        for file in request.FILES.getlist("pictures"):
            try:
                card = {"file": stage(file), "owners": [ALL]}
            except ValidationError as error:
                errors += error.messages
                continue
            drawn = drawn_cards([card], first=place + len(cards)).forms[0]
            cards.append(render_to_string("backoffice/products/picture.html", {"card": drawn}, request))
        return JsonResponse({"cards": cards, "errors": errors})


class ProductLookupView(oscar_views.ProductLookupView):
    """Products as a field offers them while one types; page and size are numbers of a sane length."""

    def get_args(self) -> tuple[str | None, str | None, int, int]:
        """Read what is asked for; what is no number means the first page of twenty."""
        asked = self.request.GET
        page = whole_number(asked.get("page", "1"), most=100_000) or 1
        size = whole_number(asked.get("page_limit", "20"), most=100) or 20
        return asked.get("initial"), asked.get("q"), page, size
