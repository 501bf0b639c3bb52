"""Panels of the customer page: every package above shows what it knows of a customer.

A package registers its panel in its own `panels.py`, which its `AppConfig.ready()` imports
(`shop.backoffice.panels` says how); ours have the orders 1 and 2 (what is open, what to do next), 10
(orders), 20 (identifiers), 30 (company), 90 (who may be the same) and 95 (what was merged).
"""

from crm_core.customers.models import Customer
from shop.backoffice.panels import Panel, panel_registry
from shop.registry import Registry

PANELS: Registry[Panel[Customer]] = panel_registry("panel of the customer page")
