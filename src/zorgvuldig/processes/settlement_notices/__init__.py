"""Settlement notices (afwikkelingsberichten): who hears how a claim was settled, and how much of it.

The insured who had the care gets all of it, from sixteen years on the insured alone (GC-T-4.2.2-verzekerde,
GC-T-4.2.2-16jaar). For a younger child the representative gets it, in neutral words. A policyholder gets of
another insured a neutral kind, an amount and a month, and only where the own payment needs it (GC-4.2.2,
GC-T-4.2.2-noemer, GC-T-4.2.2-pil); an employer gets nothing (GC-T-4.2.2-werkgever); an adult partner is an
insured like any other (GC-T-4.2.2-partner). A care provider hears why the own claim was refused.
"""
