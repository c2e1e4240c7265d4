// WebAccounts.
