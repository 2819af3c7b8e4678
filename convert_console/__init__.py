"""Convert Console: a test and debug console for Convert.com's tracking endpoint."""

__version__ = "0.2.0"
