"""The key server: a process of its own that does the work with keys and gives none of them out."""
