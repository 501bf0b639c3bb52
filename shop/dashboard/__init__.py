"""Oscar's dashboard inside the one back office at `/cms/`."""
