"""The page on which a product is made and changed, with its variants and pictures.

A ModelForm of the product (`forms`), a formset of what is sold of it (`variants`) and its pictures
(`pictures`), each merged with what somebody else saved (`shop.backoffice.edits`). `family` reads what they
are drawn from, `matrix` adds rows, `services` writes all of it.
"""
