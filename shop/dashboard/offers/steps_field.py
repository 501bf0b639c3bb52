"""Further steps of an offer as pairs of boxes: from this minimum on, that discount."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shop.money import MOST_DECIMALS
from shop.offer.tiers import Tier

MOST_STEPS = 4
DIGITS = 12


class StepsWidget(forms.MultiWidget):
    """Two boxes a step, each named for who cannot see them."""

    template_name = "backoffice/offers/steps.html"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            f"{kind}_{step}": _box() for step in range(MOST_STEPS) for kind in ("least", "value")
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Sequence[object] | None) -> list[object]:
        """Spread what is saved over the boxes."""
        found: list[object] = list(value or [])
        return found + [None] * (2 * MOST_STEPS - len(found))

    def get_context(
        self, name: str, value: Sequence[object] | None, attrs: dict[str, object] | None
    ) -> dict[str, Any]:
        """Say in words what each box is of, in the reader's language."""
        context = super().get_context(name, self.decompress(value), attrs)
        for number, box in enumerate(context["widget"]["subwidgets"]):
            words = _("Step %(n)d: minimum") if number % 2 == 0 else _("Step %(n)d: discount")
            box["attrs"]["aria_label"] = words % {"n": number // 2 + 2}
        boxes = context["widget"]["subwidgets"]
        pairs = zip(boxes[::2], boxes[1::2], strict=True)
        context["widget"]["steps"] = [{"number": n, "boxes": pair} for n, pair in enumerate(pairs, start=2)]
        return context

    def render(
        self,
        name: str,
        value: Sequence[object] | None,
        attrs: dict[str, object] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Draw it by a template of the site's, which Django's own renderer of forms does not look for."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Lead the label to the first box."""
        return f"{id_}_least_0" if id_ else id_


def _box() -> forms.NumberInput:
    return forms.NumberInput(attrs={"step": "any", "min": "0"})


class StepsField(forms.MultiValueField):
    """Steps (`Tier`), the lowest first; an empty pair is none, half a pair is refused."""

    def __init__(self, **kwargs: Any) -> None:
        numbers = [
            forms.DecimalField(min_value=0, max_digits=DIGITS, decimal_places=MOST_DECIMALS, required=False)
            for _each in range(2 * MOST_STEPS)
        ]
        super().__init__(numbers, require_all_fields=False, widget=StepsWidget(), **kwargs)

    def compress(self, data_list: Sequence[Decimal | None]) -> list[Tier]:
        """Return the steps that were typed."""
        found = []
        for least, value in zip(data_list[::2], data_list[1::2], strict=True):
            if least is None and value is None:
                continue
            if not least or not value:
                raise ValidationError(_("Each step needs a minimum and a discount."), code="tiers")
            found.append(Tier(least, value))
        return found
