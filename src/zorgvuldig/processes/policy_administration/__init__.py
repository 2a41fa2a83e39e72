"""Policy administration (polisadministratie): who is insured with whom, when, and who acts for whom.

Takes in the whole of an insurer from a directory (people, insurance policies, care providers, staff) and
records it through decisions: one per run and group of data categories, never one per line. What it may hold
follows from the insurance contract (GC-3.4b); who counts as insured person and who as policyholder is told
apart (GC-1.24), and every insurance policy names its regime: Zvw, AV or Wlz (GC-2).
"""
