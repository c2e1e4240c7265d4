// WebAPI.
