"""A promotion in plain words: one template, what counts for it, who gets it, when and how often."""

import re
from decimal import Decimal
from typing import TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.backoffice.languages import in_every_language, named
from shop.configuration.queries import shop_currency
from shop.money import check_payable
from shop.offer import goods as g
from shop.offer.models import ConditionalOffer
from shop.offer.names import free_name
from shop.offer.sentences import describe_offer
from shop.offer.terms import write_terms
from shop.offer.tiers import Tier, check_tiers, stored
from shop.promotions.codes import set_code
from shop.promotions.form_fields import AUTOMATIC, ONE_CODE, OWN_FIELDS, UNIQUE, PromotionFields
from shop.promotions.models import Promotion
from shop.promotions.plain_terms import FIELDS_OF, NEEDED, TIER_FIELDS, terms_for, tiers_of, typed_of
from shop.voucher.models import Voucher

WHOLE = Decimal(100)
T = TypeVar("T")


class PromotionForm(PromotionFields, WagtailAdminModelForm):
    """Everything of a promotion on one page; fields that do not count for the template are passed over."""

    class Meta:
        model = Promotion
        fields = ("template",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [  # type: ignore[attr-defined]
            pair for pair in Promotion.Template.choices if pair[0] in FIELDS_OF
        ]
        self.fields["goods_collection"].queryset = g.collections()  # type: ignore[attr-defined]
        for code, _label in settings.LANGUAGES:
            field = forms.CharField(label=named(_("Name"), code), max_length=128)
            field.required = code == settings.MODELTRANSLATION_DEFAULT_LANGUAGE
            field.widget.attrs["lang"] = code
            self.fields[build_localized_fieldname("name", code)] = field
        if self.instance.pk:
            self.initial = {**_initial(self.instance), **self.initial}
        else:
            self.initial = {"template": Promotion.Template.PERCENT, **self.initial}

    @property
    def rules(self) -> dict[str, list[str]]:
        """Return which templates each field counts for, for the page's script."""
        names = {name for fields in FIELDS_OF.values() for name in fields}
        return {
            name: [str(template) for template, fields in FIELDS_OF.items() if name in fields]
            for name in sorted(names)
        }

    def clean_code(self) -> str:
        """Return the code in capitals; refuse what nobody can type, and one that is taken."""
        code: str = self.cleaned_data["code"].strip().upper()
        if code and not re.fullmatch(r"[A-Z0-9][A-Z0-9-]*", code):
            raise ValidationError(_("Only letters A to Z, figures and hyphens."))
        if code and Voucher.objects.filter(code__iexact=code).exclude(pk=self.instance.code_id).exists():
            raise ValidationError(_("There is such a code already."))
        return code

    def clean(self) -> dict[str, object]:
        """Name what is missing or cannot be, at its field; pass over what does not count."""
        super().clean()
        typed = self.cleaned_data
        template = typed.get("template", "")
        counts = {*FIELDS_OF.get(template, ())}
        for name in {name for fields in FIELDS_OF.values() for name in fields} - counts:
            self.errors.pop(name, None)
            typed[name] = None
        for name in NEEDED.get(template, ()):
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, _("Say how much.") if name != "gift" else _("Pick the gift."))
        self._clean_values(template)
        self._clean_goods()
        self._clean_access()
        start, end = typed.get("start_datetime"), typed.get("end_datetime")
        if start and end and start > end:
            self.add_error("end_datetime", _("The end is before the start."))
        return typed

    def _clean_values(self, template: str) -> None:
        typed, templates = self.cleaned_data, Promotion.Template
        percents = [name for name in TIER_FIELDS if name.endswith("value")]
        percents += ["value"] if template == templates.PERCENT else []
        for name in percents:
            if (typed.get(name) or 0) > WHOLE:
                self.add_error(name, _("No more than 100 per cent."))
        sums = ["minimum", "max_discount_per_order", *(n for n in TIER_FIELDS if n.endswith("from"))]
        sums += ["value"] if template in {templates.AMOUNT_ABOVE, templates.SET_PRICE} else []
        for name in sums:
            try:
                check_payable(typed.get(name), shop_currency())
            except ValidationError as error:
                self.add_error(name, error)
        if template == templates.TIERS and not self.errors:
            try:
                check_tiers(self._tiers())
            except ValidationError as error:
                self.add_error("tier_1_from", error)

    def _tiers(self) -> list[list[str]]:
        return stored([Tier(*pair) for pair in tiers_of(self.cleaned_data)])

    def _clean_goods(self) -> None:
        kind = self.cleaned_data.get("goods")
        if kind == g.COLLECTION and not self.cleaned_data.get("goods_collection"):
            self.add_error("goods_collection", _("Choose a collection."))
        if kind == g.PRODUCTS and not self.cleaned_data.get("goods_products"):
            self.add_error("goods_products", _("Pick at least one product."))

    def _clean_access(self) -> None:
        typed = self.cleaned_data
        access = typed.get("access")
        if access == ONE_CODE and not typed.get("code") and "code" not in self.errors:
            self.add_error("code", _("Say which code."))
        if access != ONE_CODE:
            self.errors.pop("code", None)
            typed["code"] = ""
        if access != AUTOMATIC:
            self.errors.pop("holdout_percent", None)
            typed["holdout_percent"] = 0
        held = self.instance
        if access == AUTOMATIC and held.pk and held.offer.vouchers.exclude(pk=held.code_id).exists():
            self.add_error("access", _("Codes lead to this promotion. Remove them first."))

    def goods_typed(self) -> g.Goods:
        """Return what it applies to. Raises KeyError while that is missing."""
        typed = self.cleaned_data
        kind = typed["goods"]
        if kind == g.COLLECTION:
            return g.Goods(kind=kind, collection=_needed(typed.get("goods_collection")))
        if kind == g.PRODUCTS:
            return g.Goods(kind=kind, products=_needed(typed.get("goods_products")))
        return g.ALL

    def typed_sentence(self) -> str:
        """Say what it does as far as it is typed; empty while something that counts is missing."""
        self.full_clean()
        try:
            terms = terms_for(self.cleaned_data, self.goods_typed())
        except (KeyError, IndexError):
            return ""
        offer = ConditionalOffer()
        self._fill(offer)
        code = self.cleaned_data.get("code")
        return describe_offer(offer, terms=terms, codes=[code] if code else [])

    def _fill(self, offer: ConditionalOffer) -> None:
        """Put onto an offer what is its own, its terms and words apart."""
        typed = self.cleaned_data
        is_automatic = typed.get("access") == AUTOMATIC
        offer.offer_type = ConditionalOffer.SITE if is_automatic else ConditionalOffer.VOUCHER
        for name in OWN_FIELDS:
            value = typed.get(name)
            empty = getattr(BLANK, name)
            setattr(offer, name, empty if value in (None, "") else value)

    @transaction.atomic
    def save(self, commit: bool = True) -> Promotion:  # noqa: FBT001, FBT002 - Django's
        """Write the offer, its promotion and its code; a new one is a draft that nobody gets."""
        held, typed = self.instance, self.cleaned_data
        is_new = held.pk is None
        offer = ConditionalOffer(approved=False) if is_new else _locked(held.offer_id)
        self._fill(offer)
        for code, _label in settings.LANGUAGES:
            name = build_localized_fieldname("name", code)
            words = typed[name].strip()
            setattr(offer, name, free_name(offer, words, code) if words else None)
        write_terms(offer, terms_for(typed, self.goods_typed()))
        offer.save()
        made = Promotion.objects.get(offer=offer)
        made.template = typed["template"]
        if is_new and self.for_user is not None:
            made.made_by = self.for_user
        made.save()
        if typed["code"]:
            set_code(made, typed["code"])
        self.instance = made
        return made


#: An offer of which nothing is said.
BLANK = ConditionalOffer()


def _locked(pk: int) -> ConditionalOffer:
    return ConditionalOffer.objects.select_for_update(of=("self",)).get(pk=pk)


def _needed(value: T | None) -> T:
    if not value:
        raise KeyError
    return value


def _initial(promotion: Promotion) -> dict[str, object]:
    offer = promotion.offer
    found = {name: getattr(offer, name) for name in OWN_FIELDS}
    found |= {name: getattr(offer, name) for name in in_every_language("name")}
    access = AUTOMATIC
    if offer.offer_type == ConditionalOffer.VOUCHER:
        access = ONE_CODE if promotion.code_id else UNIQUE
    code = promotion.code.code if promotion.code else ""
    return {**typed_of(offer, promotion.template), **found, "access": access, "code": code}
