"""Making a person nameless, whoever asked: what every package holds of them goes by one registry."""
