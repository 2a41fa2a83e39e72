"""AuthZEN 1.0 (OpenID Authorization API): other systems ask here whether something may, and open nothing.

It reads a request, puts our facts in their places, asks `decisions`, and writes the answer. All but the table
of clients is plain Python; the addresses stand with those of the desks (`interfaces.web`).
"""
