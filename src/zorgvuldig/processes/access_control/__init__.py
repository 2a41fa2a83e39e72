"""Access (toegang): who works here, who may do what until when, and what happens in an emergency.

An employee is recorded by human resources; a manager asks for a role; the medical adviser advises where
health data are near; another person grants. Moving ends the old role, leaving ends everything at once.
Duties that check each other never lie with one person, at the grant and at the act (Code of Conduct article
4.0.1, notes to 4.0.3; functiescheiding). Each quarter somebody else looks whether all of it is still needed.
Two ways lead around the ordinary: break-glass for a vital interest (3.4 d) and privileged access by ticket;
both end by themselves, alarm, and are judged by another.
"""
