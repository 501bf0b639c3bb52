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

from shop.catalogue.models import Product, ProductClass
from shop.dashboard.catalogue.editor.draft import LOCKABLE, Draft, PictureCard
from shop.dashboard.catalogue.editor.loading import draft_of, new_draft
from shop.dashboard.catalogue.editor.matrix import add_words, extend, posted_matrix
from shop.dashboard.catalogue.editor.merging import Change, as_base, merge, posted_base
from shop.dashboard.catalogue.editor.page import SEES_COST, EditorPage, card_context
from shop.dashboard.catalogue.editor.parsing import posted_draft
from shop.dashboard.catalogue.editor.schema import ProductClassSchema
from shop.dashboard.catalogue.editor.services import AllocatedStockError, save_product
from shop.dashboard.catalogue.editor.uploads import stage
from shop.dashboard.catalogue.editor.validation import DraftValidator
from shop.dashboard.catalogue.list_view import ProductListView, product_url
from shop.dashboard.catalogue.preview import ProductPreviewView
from shop.dashboard.catalogue.queries import products_for_staff
from shop.numbers import whole_number

__all__ = [
    "PictureUploadView",
    "ProductCreateRedirectView",
    "ProductCreateUpdateView",
    "ProductListView",
    "ProductLookupView",
    "ProductPreviewView",
]
CONFLICT, UNPROCESSABLE = 409, 422

# Beyond what one page holds; a place only names the fields of a card.
LARGEST_PLACE = 100_000


class ProductCreateUpdateView(View):
    """The editor. The door has asked for the right to see, and for the right to change on POST."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        """Show a product, or an empty form for a new one; a variant's address leads to its product."""
        product = self._product(kwargs)
        if product is not None and product.parent is not None:
            return HttpResponseRedirect(f"{product_url(product.parent)}#variant-{product.pk}")
        schema = ProductClassSchema(self._class(product, kwargs))
        draft = draft_of(product, schema) if product else new_draft(schema)
        draft.is_locked = self._is_locked
        return self._page(draft, schema, product=product, base=as_base(draft)).render(request)

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        """Save, or draw the page again with what was typed and what is wrong."""
        product = self._product(kwargs)
        if product is not None and product.parent_id:
            raise Http404
        if product is None and not request.user.has_perm("catalogue.add_product"):
            raise Http404
        schema = ProductClassSchema(self._class(product, kwargs))
        draft = posted_draft(request.POST, schema)
        draft.is_locked = self._is_locked
        if product is not None and draft.is_locked:
            self._show_amounts(draft, draft_of(product, schema))
        page = self._page(draft, schema, product=product, base=request.POST.get("base", ""))
        self._take_uploads(request, draft, page)
        if "matrix" in request.POST:
            return self._with_matrix(request, page)
        return self._save(request, page)

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

    @property
    def _is_locked(self) -> bool:
        return not self.request.user.has_perm(SEES_COST)

    @staticmethod
    def _show_amounts(draft: Draft, held: Draft) -> None:
        """Show, and never take from the form, what is not this user's to change."""
        for row in draft.variants:
            same = next((other for other in held.variants if row.pk and other.pk == row.pk), None)
            for name in LOCKABLE:
                row.cells[name] = same.cells.get(name, "") if same else ""

    def _page(
        self, draft: Draft, schema: ProductClassSchema, *, product: Product | None, base: str
    ) -> EditorPage:
        return EditorPage(draft=draft, schema=schema, product=product, base=base)

    @staticmethod
    def _take_uploads(request: HttpRequest, draft: Draft, page: EditorPage) -> None:
        """Keep files that came with the form itself, so that a refused save does not lose them."""
        for file in request.FILES.getlist("pictures"):
            try:
                draft.pictures.append(PictureCard(file=stage(file)))
            except ValidationError as error:
                page.errors.setdefault("pictures", []).extend(error.messages)

    def _with_matrix(self, request: HttpRequest, page: EditorPage) -> HttpResponse:
        matrix = posted_matrix(request.POST, page.schema)
        chosen = add_words(matrix, page.schema)
        page.schema = ProductClassSchema(page.schema.product_class)
        if chosen:
            added = extend(page.draft, matrix, page.schema, chosen)
            page.notice = _("%(count)d variants are new; save to keep them.") % {"count": added}
        else:
            page.errors["matrix"] = [_("Choose at least one option, or write new ones.")]
        return page.render(request)

    def _save(self, request: HttpRequest, page: EditorPage) -> HttpResponse:
        try:
            with transaction.atomic():
                saved = self._save_or_say(request, page)
        except (AllocatedStockError, InvalidStockAdjustment) as error:
            page.errors[""] = [str(error)]
            saved = None
        except ProtectedError:
            page.errors[""] = [_("A variant is still in use and cannot be removed; hide it instead.")]
            saved = None
        except IntegrityError:
            page.errors[""] = [_("Somebody else has just used one of these SKUs. Please check them again.")]
            saved = None
        if saved is None:
            status = CONFLICT if page.changes else UNPROCESSABLE
            return page.render(request, status=status)
        messages.success(request, _("“%(product)s” is saved.") % {"product": saved.get_title()})
        if "preview" in request.POST:
            return HttpResponseRedirect(reverse("dashboard:catalogue-product-preview", args=[saved.pk]))
        return HttpResponseRedirect(product_url(saved))

    def _save_or_say(self, request: HttpRequest, page: EditorPage) -> Product | None:
        """Save, unless somebody else changed the product or a field cannot be used."""
        base = posted_base(page.base)
        if page.product is not None:
            held = Product.objects.select_for_update().get(pk=page.product.pk)
            theirs = draft_of(held, page.schema)
            theirs.is_locked = page.draft.is_locked
            changes: list[Change] = merge(page.draft, base, theirs, page.schema)
            if changes:
                page.changes, page.base = changes, as_base(theirs)
                return None
            base = posted_base(as_base(theirs))
        checker = DraftValidator(page.draft, page.schema, product=page.product)
        checked = checker.check()
        page.errors |= checker.errors
        if checked is None or page.errors:
            return None
        stock = {
            pk: value
            for key, value in base.items()
            if key.startswith("v:")
            and key.endswith(":stock")
            and (pk := whole_number(key.split(":")[1])) is not None
        }
        return save_product(checked, page.schema, product=page.product, stock_before=stock, user=request.user)


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
                card = PictureCard(file=stage(file))
            except ValidationError as error:
                errors += error.messages
                continue
            context = card_context(card, place + len(cards))
            cards.append(render_to_string("backoffice/products/picture.html", context, request))
        return JsonResponse({"cards": cards, "errors": errors})


class ProductLookupView(oscar_views.ProductLookupView):
    """Products as a field offers them while one types; page and size are numbers of a sane length."""

    def get_args(self) -> tuple[str | None, str | None, int, int]:
        """Read what is asked for; what is no number means the first page of twenty."""
        asked = self.request.GET
        page = whole_number(asked.get("page", "1"), most=100_000) or 1
        size = whole_number(asked.get("page_limit", "20"), most=100) or 20
        return asked.get("initial"), asked.get("q"), page, size
