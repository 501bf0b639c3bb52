"""Taking reports in: a draft that is mended, a report that counts, one that a later one replaces.

Whoever writes a report or locks a period holds the period's row, so that they come one by one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.accounts.models import PartnerAccount
from partners.sell_through.checking import CheckedRow, RowError, check_rows
from partners.sell_through.columns import COLUMNS
from partners.sell_through.events import SellThroughReported
from partners.sell_through.models import (
    Kind,
    ReportGap,
    ReportingPeriod,
    ReportRow,
    SellThroughLine,
    SellThroughReport,
    SkuMapping,
    StockLine,
)
from partners.sell_through.queries import counting_report, draft_report
from partners.sell_through.reading import Cells, Sheet
from shop.catalogue.models import Product
from shop.events.services import publish
from shop.user.models import User

State = SellThroughReport.State
BATCH = 1000


class ReportRefusedError(Exception):
    """The report cannot be taken as things are; the message says why, for whoever sends it."""


class PeriodLockedError(ReportRefusedError):
    """The period is closed: its reports are final."""


class HasErrorsError(ReportRefusedError):
    """Rows are wrong; `errors` names each by row, column and reason. Nothing was stored."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__(_("Some rows need your attention; nothing has been submitted."))
        self.errors = list(errors)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What became of a file: its report, and whether the same rows had been sent before (nothing changed)."""

    report: SellThroughReport
    is_same: bool = False


@transaction.atomic
def take_upload(
    account: PartnerAccount, period: ReportingPeriod, kind: str, sheet: Sheet, *, by: User | None
) -> Upload:
    """Keep a file's rows as the draft for a period, in place of the draft that was there.

    The same rows as those that count, or as the draft, change nothing. Raises PeriodLockedError, and
    ReportRefusedError for a period that has not begun.
    """
    _hold(period)
    if period.starts_on > timezone.localdate():
        raise ReportRefusedError(_("This period has not begun yet."))
    counting, draft = counting_report(account, period, kind), draft_report(account, period, kind)
    same = next((one for one in (draft, counting) if one and one.digest == sheet.digest), None)
    if same is not None:
        return Upload(report=same, is_same=True)
    if draft is not None:
        draft.delete()
    made = _draft(account, period, kind, by=by, digest=sheet.digest, file_name=sheet.file_name)
    _write_rows(made, sheet.rows)
    return Upload(report=made)


@transaction.atomic
def begin_correction(report: SellThroughReport, *, by: User | None) -> SellThroughReport:
    """Return a draft with the rows of a report that counts, to be changed; the report counts until then.

    A draft that is there already is returned as it is. Raises PeriodLockedError.
    """
    _hold(report.period)
    draft = draft_report(report.account, report.period, report.kind)
    if draft is not None:
        return draft
    made = _draft(report.account, report.period, report.kind, by=by, digest="", file_name=report.file_name)
    _write_rows(made, [(row.number, row.cells) for row in report.rows.all()])
    return made


def checked_rows(report: SellThroughReport) -> list[CheckedRow]:
    """Return the rows of a report, each checked as things are now."""
    rows = [(row.number, row.cells) for row in report.rows.all()]
    return check_rows(rows, account=report.account, period=report.period, kind=report.kind)


@transaction.atomic
def mend_rows(
    report: SellThroughReport,
    changes: Mapping[int, Cells],
    *,
    dropped: Collection[int] = (),
    dropped_skus: Collection[str] = (),
) -> None:
    """Write cells of a draft's rows, and leave rows out. Raises ReportRefusedError for what is no draft.

    Cells that `changes` does not name stay as they are; an empty text empties a cell. Rows are left out by
    their number, or by the partner's product number.
    """
    _hold_draft(report)
    report.rows.filter(Q(number__in=dropped) | Q(cells__sku__in=list(dropped_skus))).delete()
    names = {column.name for column in COLUMNS[report.kind]}
    rows = list(report.rows.filter(number__in=changes.keys()))
    for row in rows:
        cells = {**row.cells, **{k: v.strip() for k, v in changes[row.number].items() if k in names}}
        row.cells = {name: text for name, text in cells.items() if text}
    ReportRow.objects.bulk_update(rows, ["cells"], batch_size=BATCH)


def remember_skus(account: PartnerAccount, meanings: Mapping[str, Product], *, by: User | None) -> None:
    """Remember what a partner's numbers stand for, in place of what was remembered; case does not matter.

    Reports that count stay as they are.
    """
    for sku, product in sorted(meanings.items()):
        SkuMapping.objects.update_or_create(
            account=account, sku=sku.lower(), defaults={"product": product, "created_by": by}
        )


def forget_sku(account: PartnerAccount, mapping_id: int) -> None:
    """Forget what a number stands for; reports that count stay as they are."""
    SkuMapping.objects.filter(account=account, pk=mapping_id).delete()


@transaction.atomic
def submit(report: SellThroughReport) -> SellThroughReport:
    """Have a draft count, in place of the report that counted; one that counts already is returned.

    Effects in one transaction: lines (as many as rows), the earlier report is replaced, the gap is closed,
    `SellThroughReported`. Raises HasErrorsError, PeriodLockedError, ReportRefusedError for what was replaced.
    """
    _hold(report.period)
    report.refresh_from_db(fields=["state"])
    if report.counts:
        return report
    if report.state != State.DRAFT:  # guard: report-is-draft
        raise ReportRefusedError(_("A later report has replaced this one."))
    rows = checked_rows(report)
    if errors := [error for row in rows for error in row.errors]:
        raise HasErrorsError(errors)
    if not rows:
        raise ReportRefusedError(_("The report has no rows."))
    before = counting_report(report.account, report.period, report.kind)
    if before is not None:
        SellThroughReport.objects.filter(pk=before.pk).update(state=State.REPLACED)
    report.state, report.submitted_at, report.row_count = State.SUBMITTED, timezone.now(), len(rows)
    report.save(update_fields=["state", "submitted_at", "row_count"])
    _write_lines(report, rows)
    gaps = ReportGap.objects.filter(account=report.account, period=report.period, kind=report.kind)
    gaps.filter(closed_at=None).update(closed_at=report.submitted_at)
    publish(
        SellThroughReported(
            report_id=report.pk,
            account_id=report.account_id,
            period_id=report.period_id,
            kind=report.kind,
            replaced_id=before.pk if before else None,
        )
    )
    return report


@transaction.atomic
def discard(report: SellThroughReport) -> None:
    """Throw a draft away. Raises ReportRefusedError when it is no draft any more."""
    _hold_draft(report)
    SellThroughReport.objects.filter(pk=report.pk, state=State.DRAFT).delete()


@transaction.atomic
def lock_period(period: ReportingPeriod, *, by: User) -> int:
    """Close a period: what counts is accepted, drafts go, nothing more is taken; return how many count."""
    _hold_period(period)
    ReportingPeriod.objects.filter(pk=period.pk, locked_at=None).update(
        locked_at=timezone.now(), locked_by=by
    )
    SellThroughReport.objects.filter(period=period, state=State.DRAFT).delete()
    found = SellThroughReport.objects.filter(period=period, state=State.SUBMITTED)
    return found.update(state=State.ACCEPTED)


@transaction.atomic
def unlock_period(period: ReportingPeriod) -> None:
    """Open a period again: its reports may be corrected."""
    _hold_period(period)
    ReportingPeriod.objects.filter(pk=period.pk).update(locked_at=None, locked_by=None)
    SellThroughReport.objects.filter(period=period, state=State.ACCEPTED).update(state=State.SUBMITTED)


def _hold(period: ReportingPeriod) -> None:
    """Have reports of a period come one by one. Raises PeriodLockedError."""
    _hold_period(period)
    if period.is_locked:
        raise PeriodLockedError(
            _("The period %(period)s is closed: its reports are final. Please ask your partner manager.")
            % {"period": period}
        )


def _hold_period(period: ReportingPeriod) -> None:
    rows = ReportingPeriod.objects.filter(pk=period.pk)
    rows = rows.select_for_update(no_key=True)  # guard: reports-one-by-one
    period.locked_at = rows.values_list("locked_at", flat=True).get()


def _hold_draft(report: SellThroughReport) -> None:
    _hold(report.period)
    report.refresh_from_db(fields=["state"])
    if report.state != State.DRAFT:
        raise ReportRefusedError(_("This report has been submitted; begin a correction to change it."))


def _draft(
    account: PartnerAccount,
    period: ReportingPeriod,
    kind: str,
    *,
    by: User | None,
    digest: str,
    file_name: str,
) -> SellThroughReport:
    return SellThroughReport.objects.create(
        account=account,
        period=period,
        kind=Kind(kind),
        digest=digest,
        file_name=file_name[-120:],
        created_by=by,
    )


def _write_rows(report: SellThroughReport, rows: Sequence[tuple[int, Cells]]) -> None:
    made = [ReportRow(report=report, number=number, cells=cells) for number, cells in rows]
    ReportRow.objects.bulk_create(made, batch_size=BATCH)
    report.row_count = len(made)
    report.save(update_fields=["row_count"])


def _write_lines(report: SellThroughReport, rows: Sequence[CheckedRow]) -> None:
    if report.kind == Kind.STOCK:
        day = report.period.ends_on
        StockLine.objects.bulk_create(
            (
                StockLine(
                    report=report,
                    account_id=report.account_id,
                    product=row.product,
                    quantity=row.quantity,
                    counted_on=day,
                )
                for row in rows
            ),
            batch_size=BATCH,
        )
        return
    SellThroughLine.objects.bulk_create((_sales_line(report, row) for row in rows), batch_size=BATCH)


def _sales_line(report: SellThroughReport, row: CheckedRow) -> SellThroughLine:
    return SellThroughLine(
        report=report,
        account_id=report.account_id,
        row=row.number,
        product=row.product,
        sku=row.sku,
        quantity=row.quantity,
        unit_price=row.unit_price,
        currency=row.currency,
        sold_on=row.sold_on or report.period.ends_on,
        customer=row.cells.get("customer", ""),
        city=row.cells.get("city", ""),
        country=row.country,
        serial=row.cells.get("serial", ""),
    )
