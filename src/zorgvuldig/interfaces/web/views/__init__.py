"""The views: each translates a request, makes one call into a use case, and lays out the answer."""
