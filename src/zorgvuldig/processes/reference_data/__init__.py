"""Reference data (stamgegevens): tariffs, providers, contracts, packages, code lists, letterhead, choices.

Whatever formal control, letters and decisions go by is changed here and nowhere else in the pages. One
employee proposes, with a file or a form, from which day and why; the page shows what would change; another
approves exactly what was shown (four eyes, MZ-functiescheiding), and all of it is written in that one
transaction or nothing is. A value that ends keeps its row. An own choice in the norms begins two days later,
and never where a text fixes it.
"""
