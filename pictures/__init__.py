"""Pictures of every page of a running demo, for docs/pictures."""
