"""Fill the list of countries. Idempotent: what staff have changed stays as they left it."""

import pycountry
from django.conf import settings
from django.core.management.base import BaseCommand
from oscar.core.loading import get_model

from shop.countries import COUNTRIES

Country = get_model("address", "Country")


class Command(BaseCommand):
    help = (
        "Adds the countries of ISO 3166 that are missing. A country of KILN_DELIVERY_COUNTRIES is marked as "
        "one we send to when it is added; the first of them stands first in the list."
    )

    def handle(self, *args: object, **options: object) -> None:
        known = set(Country.objects.values_list("pk", flat=True))
        home, *others = settings.KILN_DELIVERY_COUNTRIES
        missing = [
            Country(
                iso_3166_1_a2=country.alpha_2,
                iso_3166_1_a3=country.alpha_3,
                iso_3166_1_numeric=country.numeric,
                printable_name=getattr(country, "common_name", country.name),
                name=getattr(country, "official_name", country.name),
                display_order=1 if country.alpha_2 == home else 0,
                is_shipping_country=country.alpha_2 in {home, *others},
            )
            for country in pycountry.countries
            if country.alpha_2 not in known
        ]
        Country.objects.bulk_create(missing, ignore_conflicts=True)
        COUNTRIES.forget()
        self.stdout.write(f"{len(missing)} countries added, {len(known)} were there.")
