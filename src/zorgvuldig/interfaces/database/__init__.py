"""PostgreSQL: our own launcher, the roles and schemas of the wall, and who may log in as what.

`cluster` runs the embedded server, `identities` says which system account may become which role,
`prepare` lays down roles and schemas, `migration` brings tables up to date, `facts` remembers where it is.
"""
