"""What the indexes learn from the event log.

Each engine has a module, and so deliveries, of its own: a server that is away is retried by the
log and holds up neither the database engine, which answers meanwhile, nor anybody else.
"""
