"""Helpers of the drill that measures what the gate costs."""
