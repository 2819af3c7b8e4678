"""The pages of a profile's settings."""
