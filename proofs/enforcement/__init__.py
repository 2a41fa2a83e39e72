"""Every place in the code that asks `processing`, what it asks, and what the answer may cite."""
