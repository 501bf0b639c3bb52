"""What the kit tells of what staff do with it."""

from django.dispatch import Signal

#: A list goes out as a file. Arguments: `model`, `user`, `name` of the list, `columns`.
list_exported = Signal()
#: An action changed ticked rows. Arguments: `model`, `user`, `action`, `keys`.
rows_changed = Signal()
