"""What the keeper of the keys does: change them, retire them, back them up and bring them back."""
