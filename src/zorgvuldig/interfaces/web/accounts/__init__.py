"""Login: accounts, their desk, the second factor, the session rules, and who acts in a request.

An account knows a username and a desk and nothing else about a person: who that person is stands behind
the wall in `records` and is asked of `zorgvuldig.ledger.actors` in each request anew.
"""
