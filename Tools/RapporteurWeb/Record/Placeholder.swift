// WebRecord.
