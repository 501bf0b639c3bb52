"""Which record a row was imported into is that record's story; the import knows who stands for it."""

from crm_core.contact_import.models import ImportedContact
from crm_core.customers.merging.rules import MERGE_RULES, STAY, MergeRule

MERGE_RULES.register(MergeRule(model=ImportedContact, field="customer", action=STAY))
