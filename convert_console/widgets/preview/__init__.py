"""The previews of the request, and the answer."""
