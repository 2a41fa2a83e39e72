"""What the insurer does: one package per business process, all of the same shape (see docs/house.md)."""
