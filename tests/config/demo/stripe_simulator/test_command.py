import pytest
from django.core.management import CommandError, call_command

from config.demo.stripe_simulator.server import Simulator


def test_simulator_refuses_to_start_with_debug_off(settings, monkeypatch):
    started = []
    monkeypatch.setattr(Simulator, "serve_with_webhooks", started.append)
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG only"):
        call_command("stripe_simulator", port=0)

    assert started == []
