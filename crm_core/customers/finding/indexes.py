"""The indexes that find customers, made after `migrate`: no migration says them for both databases."""

from crm_core.customers.finding.services import COLUMNS
from crm_core.customers.models import CustomerWords
from shop.backoffice.fragments import FragmentIndex

INDEXES = tuple(
    FragmentIndex(table=CustomerWords._meta.db_table, key="customer_id", column=column) for column in COLUMNS
)
