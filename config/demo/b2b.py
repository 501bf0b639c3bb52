"""Companies that buy, in the demo: who belongs to whom, what was agreed with them, what they ask for and owe.

It comes after the regular customers and their sales, in short transactions beside a shop that is served
meanwhile. Each part is there once; begun and not finished, it goes on.
"""

from datetime import datetime

from config.demo.b2b_access import add_access
from config.demo.b2b_buying import add_buying
from config.demo.b2b_credit import add_credit
from config.demo.b2b_prices import add_prices
from config.demo.b2b_quotes import add_quotes
from config.demo.b2b_structure import add_structure
from config.demo.b2b_tenders import add_tenders
from shop.b2b.models import Company


def add_b2b(*, now: datetime) -> int:
    """Add what is missing of it; return how many companies there are."""
    companies = add_structure()
    add_prices(now=now)
    add_credit(now=now)
    add_buying(now=now)
    add_quotes(now=now)
    add_tenders(now=now)
    add_access(now=now)
    return companies or Company.objects.count()
