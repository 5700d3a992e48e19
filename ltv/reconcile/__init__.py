"""Whether the CRM and the core system speak of the same customers and the same money.

Read in this order: `company_names` and `contacts` make texts comparable; `parties` are who each side knows; `matching`
says which of them are one and asks people about the rest, whose `decisions` it follows; `sales`, `bridge` and `causes`
compare the money month by month; `reconciliation` is all of it. Nobody is merged when in doubt: a wrong merge is worse
than a customer counted twice, and harder to notice.
"""
