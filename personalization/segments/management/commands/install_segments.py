"""`manage.py install_segments`: the shipped segments that are not there yet."""

from django.core.management.base import BaseCommand

from personalization.segments.services import install_shipped_segments, recompute_all


class Command(BaseCommand):
    help = "Add the segments that come with the shop and fill them; what is there already stays as it is"

    def handle(self, *args: object, **options: object) -> None:
        made = install_shipped_segments()
        if made:
            recompute_all()
        self.stdout.write(f"{len(made)} new segments.")
