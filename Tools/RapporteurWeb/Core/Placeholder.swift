// WebCore.
