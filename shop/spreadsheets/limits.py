"""How large a table may be when it is unpacked. What is above is asked for as CSV or in parts."""

MOST_ROWS = 1_048_576
MOST_COLUMNS = 1_000
MOST_CELLS = 10_000_000
# As in Excel itself.
LONGEST_CELL = 32_767
# Bytes of a part when unpacked, and how many times its packed size that may be above `RATIO_FROM` bytes.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_SMALL_PART = 20 * 1024 * 1024
MOST_RATIO = 150
RATIO_FROM = 20 * 1024 * 1024
# Texts that many cells share are held in memory.
MOST_TEXTS = 1_000_000
MOST_TEXT = 48 * 1024 * 1024
MOST_STYLES = 65_536
# A line of a CSV file, in characters.
LONGEST_LINE = 4 * 1024 * 1024
