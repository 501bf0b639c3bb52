"""Django's PostgreSQL backend, which looks after a connection less often."""
