"""Keeping and erasing (bewaren en vernietigen): Code of Conduct art. 4.0.7 and 4.0.8, partner statement.

Every table has a retention class, and every class a period that stands as a dated parameter with its article.
The clock of a person runs from the end of the last insurance; whoever has a hold, an open case or somebody
else on the own policy is kept. What is due goes in batches of whole persons: decided, erased unseen by a role
that may not read it, the data keys destroyed and written down outside of the database, looked at again, and
told in the log by class and table. A batch that fails leaves everything as it was.
"""
