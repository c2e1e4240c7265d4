// WebAudit.
