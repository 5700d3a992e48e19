"""What happened: a ledger becomes tables and parts of retention, cohorts and repeat purchase."""
