"""What is read of a history, and checked before anything is asked or written; plain Python."""
