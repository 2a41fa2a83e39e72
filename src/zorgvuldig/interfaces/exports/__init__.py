"""What a person takes along: the own data as JSON, as a workbook (xlsx) or as a text (docx).

Each form holds the same rows as the page, under the same Dutch headings. A value is always text: nothing in
it is ever run as a formula.
"""
