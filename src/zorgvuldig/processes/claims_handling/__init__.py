"""Claims handling (schadebehandeling, declaraties), Code of Conduct article 4.2 and 1 sub 8.

A claim file of a care provider comes in and is judged as it stands (formal control). The run and
the persons in it are looked up through decisions: one per run, purpose and data category, never one
per line. Each line is accepted or refused, with every reason kept, and the run is written down as one
segment of the ledger. A claim response goes back to the provider. What was decided, and why, is
explained to the insured person and shown to the claims handler.

Stages: intake reads and judges, decide asks, models records, act settles and answers, explain tells.
"""
