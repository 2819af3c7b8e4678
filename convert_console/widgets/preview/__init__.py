"""The right half: the same request as JSON, as a URL and as bytes."""
