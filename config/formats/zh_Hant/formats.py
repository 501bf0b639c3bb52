"""Numbers grouped by thousands, as prices are, and times of day with their zone; Django's have neither."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y年n月j日 H:i T"
