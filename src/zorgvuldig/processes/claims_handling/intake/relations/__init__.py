"""Level N5: whether fields agree with each other (relaties), as the standard states them for GZ321 1.0.

Only a message whose records stand in order is looked at: else what belongs together is not certain. A field
that levels N3 or N4 found wrong is left out of every comparison.
"""
