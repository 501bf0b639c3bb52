"""Loading products from files: CSV, XLSX or JSON Lines, through a mapping of fields.

`sources` reads rows, `mapping` says what they mean, `items` checks them, `writer` and its
helpers write a batch, `runs` goes through the file and can go on where it was stopped.
"""
