"""What can stand in the way of learning."""


class TrainingRefusedError(ValueError):
    """It cannot be done; the words are for people. Nothing was changed."""
