"""What pages share: the shell, the session, controls, words, formats and charts. No metric is computed here."""
