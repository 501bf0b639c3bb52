"""Pages of a list without a full count."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

# So many rows times a page's size is still a number that databases count to.
LARGEST_PAGE = 10**9


class PageWithNext(Page):
    """A page that knows from one row too many whether another follows."""

    def __init__(
        self, object_list: list[object], number: int, paginator: "CappedPaginator", *, more: bool
    ) -> None:
        super().__init__(object_list, number, paginator)
        self.more = more

    def has_next(self) -> bool:
        """Say what was seen, not what was counted."""
        return self.more

    def next_page_number(self) -> int:
        """Name the next page, also beyond what was counted."""
        return self.number + 1


class CappedPaginator(WagtailPaginator):
    """Pages without a full count: rows are counted up to `cap`, more are "more than that".

    A list of a hundred thousand rows then costs its page and a bounded count. Beyond the cap one
    still goes on page by page.
    """

    cap = 500

    @cached_property
    def count(self) -> int:
        """Count the rows, but no further than one above the cap."""
        rows: QuerySet = self.object_list  # type: ignore[assignment]
        return rows.order_by()[: self.cap + 1].count()

    @property
    def is_capped(self) -> bool:
        """Say whether there are more rows than were counted."""
        return self.count > self.cap

    @cached_property
    def items_count_label(self) -> str:
        """Tell the number of rows as far as it is known."""
        if self.is_capped:
            return _("more than %(number)s") % {"number": f"{self.cap:,}"}
        names = self.verbose_name if self.count == 1 else self.verbose_name_plural
        return _("%(number)s %(names)s") % {"number": f"{self.count:,}", "names": names}

    def validate_number(self, number: Any) -> int:
        """Accept every page from 1; whether it holds rows shows when it is read."""
        try:
            number = int(number)
        except (TypeError, ValueError) as error:
            raise PageNotAnInteger(_("That page number is not an integer")) from error
        if number < 1:
            raise EmptyPage(_("That page number is less than 1"))
        if number > LARGEST_PAGE:
            raise EmptyPage(_("That page contains no results"))
        return number

    def page(self, number: object) -> PageWithNext:
        """Read one page and one row more."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        rows = list(self.object_list[start : start + self.per_page + 1])
        if not rows and number > 1:
            raise EmptyPage(_("That page contains no results"))
        if len(rows) <= self.per_page:
            # The last page says how many there are: a search that finds little is not run twice.
            self.count = min(start + len(rows), self.cap + 1)
        return PageWithNext(rows[: self.per_page], number, self, more=len(rows) > self.per_page)

    def get_page(self, number: object) -> PageWithNext:
        """Read a page, the first for what is no number and the last for what is beyond it."""
        try:
            return self.page(number)
        except PageNotAnInteger:
            return self.page(1)
        except EmptyPage:
            return self.page(min(self.num_pages, self.cap // self.per_page or 1))

    def get_elided_page_range(self, page_number: int | str) -> Iterator[int | str]:  # type: ignore[override]
        """Offer page numbers only where the number of pages is known."""
        return iter(()) if self.is_capped else super().get_elided_page_range(page_number)
