"""Tables that people send and fetch: reading CSV and XLSX within limits, writing cells that run nothing.

`reading` says what a file is and yields its rows; `delimited` and `xlsx` read the two kinds;
`cells` is the escape of formulas, which every export and every import uses.
"""
