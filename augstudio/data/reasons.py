"""Why something could not be read, in words for users."""


def plain_reason(error: Exception) -> str:
    """What an exception of a reader means: the system's own words without their number and path, else its message, on one line."""
    said = error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(said.split()) or type(error).__name__
