"""Rights of the data subject (rechten van betrokkenen), Code of Conduct chapter 5 and article 1 sub 23.

In this first form: the insured person sees the own claims with the reason and the article of every
decision, sees who looked at the own data, when, for which purpose and by which article, and takes away
a proof of each processing that can be checked without us.

Looking is processing: each view below is itself decided, written down and visible the next time.
"""
