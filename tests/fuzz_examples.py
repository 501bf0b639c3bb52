"""How much the fuzz tests try: a little in the suite, much more by `make fuzz`."""

import os


def fuzz_examples() -> int:
    """Return the number of examples of one fuzz test, `KILN_FUZZ_EXAMPLES` or 500."""
    return int(os.environ.get("KILN_FUZZ_EXAMPLES", "500"))
