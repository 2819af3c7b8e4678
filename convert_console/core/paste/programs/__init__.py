"""Finds the request in commands of a shell, in PowerShell, PHP and calls of fetch."""
