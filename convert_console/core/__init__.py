"""Pure functions and data, without Qt, network, files or a clock."""
