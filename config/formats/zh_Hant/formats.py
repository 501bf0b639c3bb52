"""Numbers grouped by thousands, as prices are; Django's Chinese formats leave them in one piece."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
