"""The page on which a product is made and changed.

What stands in the form is a `Draft` of raw strings, read from the shop (`reading`) or from what
was sent (`posting`). A draft is merged with what somebody else changed meanwhile (`merging`),
extended by a matrix of variants (`matrix`), checked (`checking`) and written (`services`), and in
between nothing that was typed is lost, because the draft holds it as it was typed.
"""
