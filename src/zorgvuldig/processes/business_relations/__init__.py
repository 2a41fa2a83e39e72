"""Business relations: what a care provider or a business partner sees of its own, and hands in.

Code of Conduct articles 1 sub 27, 3.3, 4.0.4, 4.0.9 a and 5.2; business privacy statement (zakelijk
privacystatement). Whoever logs in for a party opens the rows of that party alone: the database keeps to it.
"""
