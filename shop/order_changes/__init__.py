"""Changes of a placed order: propose, preview, apply exactly that."""
