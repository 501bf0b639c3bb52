"""The beat schedule's side of the forecast."""

from celery import shared_task

from crm_core.forecast import backtest, run_rate, services


@shared_task
def forecast_changed() -> None:
    """Forecast the repeat orders of the accounts whose scores were computed since the last time."""
    run_rate.forecast_changed()


@shared_task
def forecast_day() -> None:
    """Learn from the month that is over, forecast every account anew, and keep the forecast of the day."""
    backtest.keep_backtest()
    run_rate.forecast_all()
    services.take_snapshot()
