// WebAsk.
