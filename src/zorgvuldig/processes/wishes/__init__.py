"""What a person allows and does not want (toestemming, verzet), Code of Conduct articles 1.19, 5.3 to 5.5.

The insured person says yes or no to each use and each way of reaching him, in one click and with the text
that is agreed to; objects to a use for personal circumstances; and takes either back as easily. Whoever
decides on a campaign is told of it by the gate, which reads these records anew for every decision: what is
said here stops the next message, also of a run that has begun.
"""
