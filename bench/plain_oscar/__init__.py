"""Plain Oscar of the same version, as its documentation sets it up: what Kiln is measured beside."""
