"""Proofs over the rules themselves: what no request at all may get, whatever its facts."""
