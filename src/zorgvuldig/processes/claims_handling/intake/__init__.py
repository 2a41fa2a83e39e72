"""Intake of claims: a message as data, and formal control of it (formele controle, Code article 1 sub 8).

`message` holds what a Vektis EI message is once read: layout, rows, fields. `formal_control` judges a message
as it stands, by the standard's own levels N1 to N5; `administration` judges its claims against what the
insurer holds. Plain Python: no Django, no database, no clock.
"""
