"""Products in the back office: a list and one page to edit, in place of Oscar's."""
