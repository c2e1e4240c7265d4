// WebServe.
