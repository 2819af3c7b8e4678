"""Turns the rows of a CSV file of orders into requests."""
