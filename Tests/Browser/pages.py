"""The pages of the site, each with addresses in the sample month to look at it by."""

EXAMPLES = {
    "/login": ["/login"],
}
