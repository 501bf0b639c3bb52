"""What rules did for somebody, as a part of a copy of their data: codes that they were given."""

from crm_core.automation.models import RunVoucher
from crm_core.customers.queries import customer_of_user
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User


def vouchers(user: User) -> list[dict[str, object]]:
    """The codes of the record that the account leads to, if an address of it is shown to be theirs."""
    customer = customer_of_user(user.pk)
    addresses = confirmed_addresses(user)
    if customer is None or not customer.identifiers.filter(kind="email", value__in=addresses).exists():
        return []
    return _vouchers_of([customer.pk])


def vouchers_of_person(person: Person) -> list[dict[str, object]]:
    """The codes of every record that is shown to be theirs."""
    return _vouchers_of(sorted(person.customers))


def _vouchers_of(customers: list[int]) -> list[dict[str, object]]:
    rows = RunVoucher.objects.filter(customer__in=customers).select_related("voucher").order_by("pk")
    return [{"code": row.voucher.code, "issued_at": row.issued_at.isoformat()} for row in rows]


EXPORTERS.register(Exporter(name="rule_vouchers", read=vouchers, read_person=vouchers_of_person))
