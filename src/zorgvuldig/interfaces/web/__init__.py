"""The web desks: they translate a request into one call of a use case, and its answer into a page.

Desks: public (anyone), staff, insured, oversight. Texts are Dutch in the templates themselves, marked for
translation with the Dutch sentence as key, so that another language follows by adding one message file.
"""
