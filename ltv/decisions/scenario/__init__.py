"""What if: where revenue of existing customers goes, with and without what the company may change."""
