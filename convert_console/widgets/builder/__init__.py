"""The left half: forms for the request, its segments and its events."""
