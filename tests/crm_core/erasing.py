"""Somebody who has shown that addresses are theirs is erased."""

from shop.privacy.erasure.person import Person
from shop.privacy.erasure.services import complete, erase_person


def erase_addresses(*emails):
    """Erase whoever goes by these addresses; return the number of rows by eraser."""
    person = Person()
    for email in emails:
        person.add_email(email)
    return erase_person(complete(person))
