"""Many who draw order numbers at the same moment, from a sequence that nobody has drawn from before."""

from datetime import date

from django.db import connection

from shop.order.models import NumberSequence
from shop.order.sequence import draw_number
from tests.shop.checkout.race import at_once

EACH = 25


def draws(buyers):
    """Let so many draw at once; return how many were drawn, how many differ, what is counted."""
    found = at_once([_draw_some] * buyers)
    numbers = [number for some in found for number in some]
    counted = sum(NumberSequence.objects.values_list("drawn", flat=True))
    connection.close()
    return {"drawn": len(numbers), "different": len(set(numbers)), "counted": counted}


def _draw_some():
    return [draw_number(day=date(2026, 12, 31)) for _number in range(EACH)]
