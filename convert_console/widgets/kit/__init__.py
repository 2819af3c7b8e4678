"""Widgets that several panes share; they know the look, and nothing of requests."""
