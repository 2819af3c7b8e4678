"""What the program knows: QtCore objects without widgets."""
