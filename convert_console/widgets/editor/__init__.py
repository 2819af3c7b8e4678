"""Views and editors of long texts: colours, line numbers, folding and marks of problems."""
