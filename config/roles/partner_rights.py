"""What partner managers may do about partners' reports, deliveries and forecasts."""

REPORT_RIGHTS = {
    "sell_through.sellthroughreport": "view",
    "sell_through.sellthroughline": "view",
    "sell_through.reportgap": "view",
    "sell_through.reportingperiod": "view change",
    "sell_through.reportingterms": "view add change delete",
    "sell_through.logisticunits": "view add change delete",
    "partner_ordering.partnerforecast": "view",
    "partner_ordering.calloff": "view",
}
