"""The codes by which banks mark money that comes back: a transfer or debit of ours that was returned."""

# ISO 20022: sub-families of reversals.
SUB_FAMILIES = frozenset({"RRTN", "RPCR", "UPDD", "PRDD", "UPCQ", "CQRV"})
# Geschäftsvorfallcodes of the German banks, in field 86 and in CAMT's proprietary codes.
CODES = frozenset({"108", "109", "159", "181", "182", "183", "184"})
# SWIFT's kinds, in field 61.
IDS = frozenset({"NRTI", "FRTI", "SRTI"})
