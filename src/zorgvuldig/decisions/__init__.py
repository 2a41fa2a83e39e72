"""Whether it may: facts in, a decision with reasons and duties out."""
