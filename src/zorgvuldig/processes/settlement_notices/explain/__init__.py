"""What letters about a settled claim say. Dutch, B1; nothing here knows a database or a page."""
