"""Looking at the running program without looking at people: logs, metrics, readiness.

What can stand in them is listed, not what cannot: events, fields and labels come from closed lists, and no
message, value or exception text of anything that was handled is ever among them.
"""
