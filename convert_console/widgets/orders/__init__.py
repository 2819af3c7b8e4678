"""The three steps of sending orders from a CSV file."""
