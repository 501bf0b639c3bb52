"""Who may see which products, and whether a stranger sees prices."""
