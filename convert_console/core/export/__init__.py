"""Exchanges as files for others: JSON lines, CSV, HAR, and a page of evidence."""
