"""The editor's page: form, rows and the panel that makes variants, drawn and saved together."""

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from shop.backoffice.edits.forms import Change, changes_of
from shop.backoffice.form_sections import BoundSection, Problem, bind_sections, problems_of
from shop.catalogue.models import Product
from shop.configuration.queries import shop_currency
from shop.dashboard.catalogue.editor.family import Family
from shop.dashboard.catalogue.editor.forms import MergingProductForm
from shop.dashboard.catalogue.editor.matrix import MatrixForm
from shop.dashboard.catalogue.editor.pictures import ALL, CARDS, MOST_PICTURES, drawn_cards
from shop.dashboard.catalogue.editor.schema import ProductClassSchema
from shop.dashboard.catalogue.editor.services import save_product
from shop.dashboard.catalogue.editor.uploads import stage
from shop.dashboard.catalogue.editor.variants import VariantFormSet
from shop.numbers import whole_number

SEES_COST = "partner.change_stockrecord"
CONFLICT, UNPROCESSABLE = 409, 422


class EditorPage:
    """The forms of one product, as they are held or as they were sent, with what is said about them.

    A save reads the product after its row is locked: what is merged is compared with what is held then.
    """

    def __init__(
        self,
        request: HttpRequest,
        product_class: Any,
        product: Product | None,
        *,
        data: QueryDict | None = None,
    ) -> None:
        self.request, self.product, self.data = request, product, data
        # As it is held: a form that is validated writes into its instance.
        self.title = product.get_title() if product else _("New product")
        self.shop_url = product.get_absolute_url() if product and product.is_public else ""
        self.schema = ProductClassSchema(product_class)
        is_locked = not request.user.has_perm(SEES_COST)
        self.family = Family(self.schema, product, data=data, is_locked=is_locked)
        self.form = MergingProductForm(data, instance=product, family=self.family)
        self.variants = VariantFormSet(data, family=self.family, head=self.form)
        self.matrix = MatrixForm(data, family=self.family)
        self.notice = ""

    @cached_property
    def changes(self) -> list[Change]:
        """What somebody else changed meanwhile and this user has not seen yet."""
        return changes_of(self.form, self.variants)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, apart from conflicts, which are listed as changes."""
        return [each for each in problems_of(self.form, self.variants) if not each.is_conflict]

    def save(self) -> Product | None:
        """Write what was sent; None where it cannot be used or somebody else changed something."""
        # Both are asked: what is wrong with the rows is told together with what is wrong above them.
        is_valid = all([self.form.is_valid(), self.variants.is_valid()])
        if not is_valid or self.changes:
            return None
        return save_product(self.form, self.variants, self.family, user=self.request.user)

    def refuse(self, words: str, field: str | None = None) -> None:
        """Say what is wrong with all of it, or with a field."""
        self.form.add_error(field, words)

    def with_new_variants(self) -> "EditorPage":
        """Return the page with a row for each combination that was asked for; nothing is checked or saved."""
        self.matrix.is_valid()
        chosen = self.matrix.choose()
        data = self.data.copy()  # type: ignore[union-attr]
        added = 0
        if chosen:
            schema = ProductClassSchema(self.schema.product_class)
            added = self.matrix.extend(data, self.variants, chosen, schema)
        page = EditorPage(self.request, self.schema.product_class, self.product, data=data)
        page.form.show_as_typed()
        page.variants.show_as_typed()
        if chosen:
            page.matrix = MatrixForm(family=page.family)
            page.notice = _("%(count)d variants are new; save to keep them.") % {"count": added}
        else:
            page.matrix.add_error(None, _("Choose at least one option, or write new ones."))
        return page

    @property
    def status(self) -> int:
        """The status of a page that was not saved."""
        is_merged = self.changes or any(row.is_gone for row in self.variants.forms)
        return CONFLICT if is_merged else UNPROCESSABLE

    def render(self, *, status: int = 200) -> TemplateResponse:
        """Draw the page; who may not change the product gets it to read."""
        user = self.request.user
        context = {
            "page": self,
            "form": self.form,
            "product": self.product,
            "may_change": user.has_perm("catalogue.change_product"),
            "currency": shop_currency(),
            "header_title": self.title,
            "header_icon": "grid",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("dashboard:catalogue-product-list"), "label": _("Products")},
                {"url": "", "label": self.title},
            ],
        }
        return TemplateResponse(self.request, "backoffice/products/editor.html", context, status=status)

    @cached_property
    def sections(self) -> dict[str, list[BoundSection]]:
        """The sections by the part of the page in which they stand."""
        found: dict[str, list[BoundSection]] = {"main": [], "side": [], "wide": []}
        for bound in bind_sections(self.form, self.variants):
            if bound.fields or bound.section.formset:
                found[bound.section.area].append(bound)
        return found

    @property
    def all_sections(self) -> list[BoundSection]:
        """The sections in the order of the page."""
        return [bound for area in ("main", "side", "wide") for bound in self.sections[area]]

    @cached_property
    def cards(self) -> Any:
        """The pictures as cards, with the choices of whom each shows: all, an option's, one variant."""
        owners, labels = [(ALL, _("all variants"))], self.schema.option_labels
        if self.family.axes:
            rows = self.variants.kept
            used = dict.fromkeys(row.choices.get(self.family.axes[0], 0) for row in rows)
            owners += [(f"o:{pk}", labels[pk].label) for pk in used if pk in labels]
            owners += [(f"v:{row.key}", row.row_name) for row in rows]
        return drawn_cards(self.form["pictures"].value() or [], owners)

    @property
    def used_options(self) -> set[str]:
        """The options that a variant has already."""
        return {str(pk) for row in self.variants.forms for pk in row.choices.values()}

    @cached_property
    def latest_change(self) -> ModelLogEntry | None:
        """Who changed the product last, as far as the log knows."""
        if self.product is None:
            return None
        entries = ModelLogEntry.objects.for_instance(self.product).select_related("user")
        return entries.order_by("-timestamp", "-pk").first()


def with_uploads(request: HttpRequest) -> tuple[QueryDict, list[str]]:
    """Return what was sent, with a card for each file that came with it, and what is wrong with other files.

    So a refused save does not lose the files.
    """
    data, errors = request.POST.copy(), []
    place = whole_number(data.get(f"{CARDS}-TOTAL_FORMS"), most=MOST_PICTURES) or 0
    for file in request.FILES.getlist("pictures"):
        try:
            data[f"{CARDS}-{place}-file"] = stage(file)
        except ValidationError as error:
            errors += error.messages
            continue
        data[f"{CARDS}-{place}-owners"] = ALL
        place += 1
        data[f"{CARDS}-TOTAL_FORMS"] = str(place)
    return data, errors
