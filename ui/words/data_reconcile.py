"""Words of the reconciliation tab."""

WORDS: dict[str, tuple[str, str]] = {
    "data.reconcile.none": (
        "CRMの売上がないため、基幹の売上とはまだ突き合わせられない",
        "No CRM sales yet to compare with the core system's",
    ),
}
