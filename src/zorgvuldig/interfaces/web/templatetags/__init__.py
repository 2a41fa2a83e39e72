"""Template tags of the web desks."""
