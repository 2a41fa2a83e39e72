"""Claim files on their way in: dropped, checked against their sum, taken over, worked on, or set aside.

A file that was taken over is ours: its bytes stand in a folder of our own under the number of its delivery,
and a row says how far it is. Whatever ends the work, a kill included, it is taken up again from that row, and
the row is done in the same transaction in which the claims stand, so that nothing is taken in twice.
"""
