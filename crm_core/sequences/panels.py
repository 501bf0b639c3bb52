"""In which sequences a customer is, on their page, with the way out."""
