"""Reading the rows of a file that somebody imports: sources, values, errors."""
