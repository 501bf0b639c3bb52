"""Two people with one form: the second save overwrites nothing and loses nothing that was typed."""
