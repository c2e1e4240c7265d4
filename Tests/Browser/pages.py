"""The pages of the site, each with addresses in the sample month to look at it by."""

# A thing of each kind that has forms, the plural in addresses, and what can happen to it.
THINGS = {
    "organisation": ("organisations", "egb", "renamed alias_added moved"),
    "person": (
        "people", "p-aquaro",
        "renamed variant_added contact_changed expertise_declared languages_declared affiliated",
    ),
    "document": ("documents", "D003", "access_changed"),
    "meeting": (
        "meetings", "m-unpsf-2014",
        "rescheduled held cancelled session_added participation_recorded role_assigned "
        "objective_set outcome_recorded",
    ),
    "request": ("requests", "r-ecuador-1", "restated rated status_changed linked"),
    "offer": ("offers", "o-usc-findings", "status_changed matched withdrawn"),
    "followup": (
        "followups", "f-usc-findings",
        "status_changed assigned rescheduled done verified reopened dropped",
    ),
    "recommendation": (
        "recommendations", "rec-ms-gov-1", "same_as_noted taken_up status_changed"),
    "practice": ("practices", "pr-bh-contact-center", "presented"),
    "network": (
        "networks", "net-wsis-al",
        "renamed member_joined focal_point_proposed focal_point_appointed focal_point_ended closed",
    ),
    # Statements have ids that are made anew.
    "statement": ("statements", None, ""),
}


def forms():
    """The forms of all kinds."""
    examples = {}
    for kind, (plural, thing, events) in THINGS.items():
        examples[f"/{plural}/new"] = [f"/{plural}/new"]
        acts = ["correct", "retract", "reinstate", "record"]
        if kind in ("organisation", "person", "request"):
            acts += ["merge", "unmerge"]
        for act in acts:
            examples[f"/{kind}/{{id}}/{act}"] = [f"/{kind}/{thing}/{act}"] if thing else []
        examples[f"/{kind}/{{id}}/record/{{event}}"] = [
            f"/{kind}/{thing}/record/{event}" for event in events.split()
        ]
        # Ids of entries are made anew; their forms are those of things with other fields.
        if kind not in ("document", "offer", "followup", "statement"):
            for act in ("correct", "retract", "reinstate"):
                examples[f"/{kind}/{{id}}/entry/{{entry}}/{act}"] = []
    return examples


EXAMPLES = {
    "/login": ["/login"],
    "/log": ["/log"],
    "/log/offline": ["/log/offline"],
    "/import": ["/import"],
    "/import/plan/{id}": [],
    "/import/{batch}/undo": [],
    **forms(),
    "/audit": ["/audit"],
    "/audit/events": ["/audit/events", "/audit/events?stream=request/r-fiji-1"],
    "/audit/events/{position}": ["/audit/events/131", "/audit/events/454"],
    "/audit/checkpoints": ["/audit/checkpoints"],
    "/audit/verify": ["/audit/verify"],
    "/audit/diff": ["/audit/diff", "/audit/diff?from=600&to=645"],
    "/audit/views": ["/audit/views"],
}
