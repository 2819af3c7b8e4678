"""Exports exchanges and ledgers: JSON lines, CSV, HAR, JUnit, and HTML pages."""
