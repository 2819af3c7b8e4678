"""Reads JSON that is broken, quoted in a program, or written as the literal of a language."""
