"""How the server's own log of statements is held against the log of decisions."""
