"""What the endpoint speaks: pure functions and data, without Qt, httpx, files or a clock."""
