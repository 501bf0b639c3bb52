"""The engines behind the search interface, and which of them answers.

`from search.engines import get_engine`.
"""

from search.engines.registry import engine_status, get_engine

__all__ = ["engine_status", "get_engine"]
