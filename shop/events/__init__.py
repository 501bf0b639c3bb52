"""The event log: facts written once, delivered at least once to each subscriber.

The doors: `registry.DomainEvent` declares a fact, `services.publish` writes it, and
`registry.subscribe` has a function called with it. docs/events.md tells the guarantees.
"""

from shop.events.registry import DomainEvent, subscribe

__all__ = ["DomainEvent", "subscribe"]
