"""What was decided and done: an append-only Merkle log of every processing, with proofs anyone can verify."""
