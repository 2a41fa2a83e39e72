"""Who acts for whom (vertegenwoordiging): business privacy statement, legal representative; article 4.2.2.

An insured person gives another a mandate, for money matters or for personal ones, for a period, and ends it
at once. Whoever represents somebody, or is the policyholder of a child under sixteen, looks with the own
account, and sees no more than the scope allows. Each look is decided and stands under "who looked" as that of
a representative.
"""
