"""The one record of a person or company, whatever they came by."""
