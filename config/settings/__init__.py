"""Settings: one file a subject; `development`, `production` and `test` are the doors."""
