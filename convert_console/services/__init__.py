"""The outside world: the network, SQLite, sockets and files. No Qt."""
