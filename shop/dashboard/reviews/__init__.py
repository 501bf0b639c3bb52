"""Reading reviews before others do, and answering them, in place of Oscar's pages."""
