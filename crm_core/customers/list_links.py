"""Ways on from the customer list that packages above add to its head; search and filters go along.

LIST_LINKS.register(ListLink(name="export", label=_("Export"), url_name="contact_export", order=10,
    permission="customers.export_customer", icon="download", query="as=vcf"))
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class ListLink:
    """One link, for who has the permission; `query` stands in front of the list's own."""

    name: str
    label: str | Promise
    url_name: str
    order: int
    permission: str
    icon: str = "link"
    query: str = ""


LIST_LINKS: Registry[ListLink] = Registry("link of the customer list", sort=lambda link: link.order)
