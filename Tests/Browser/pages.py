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
    "/access-log": ["/access-log", "/access-log?account=planner&from=2026-01-01"],
    "/account": ["/account"],
    "/account/{name}": ["/account/staff", "/account/admin"],
    "/accounts": ["/accounts"],
    "/accounts/new": ["/accounts/new"],
    "/erasures": ["/erasures"],
    "/erasures/new": ["/erasures/new", "/erasures/new?person=p-alberti"],
    "/erasures/processing": ["/erasures/processing"],
    "/erasures/{position}": ["/erasures/0"],
    "/invitation/{token}": ["/invitation/none"],
    "/login": ["/login"],
    "/person/{id}/reveal": ["/person/p-alberti/reveal"],
    "/redactions/new": ["/redactions/new", "/redactions/new?thing=request/r-benin-1"],
    "/tokens": ["/tokens"],
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
    "/log": ["/log"],
    "/log/offline": ["/log/offline"],
    "/import": ["/import"],
    "/import/plan/{id}": [],
    "/import/{batch}/undo": [],
    **forms(),
    "/": ["/", "/?as-of=400"],
    "/conflicts": ["/conflicts"],
    "/document/{id}": ["/document/D002"],
    "/document/{id}/history": ["/document/D002/history"],
    "/documents": ["/documents"],
    "/followup/{id}": ["/followup/f-usc-findings"],
    "/followup/{id}/history": ["/followup/f-usc-findings/history"],
    "/followups": ["/followups"],
    "/followups/all": ["/followups/all?open"],
    "/meeting/{id}": ["/meeting/m-unpsf-2014-w1"],
    "/meeting/{id}/history": ["/meeting/m-unpsf-2014-w1/history"],
    "/meetings": ["/meetings"],
    "/meetings/calendar": ["/meetings/calendar?month=2014-06"],
    "/meetings/tree": ["/meetings/tree"],
    "/network/{id}": ["/network/net-c11"],
    "/network/{id}/history": ["/network/net-c11/history"],
    "/networks": ["/networks"],
    "/offer/{id}": ["/offer/o-usc-findings"],
    "/offer/{id}/history": ["/offer/o-usc-findings/history"],
    "/offers": ["/offers"],
    "/organisation/{id}": ["/organisation/dpadm"],
    "/organisation/{id}/history": ["/organisation/dpadm/history"],
    "/organisations": ["/organisations"],
    "/organisations/tree": ["/organisations/tree"],
    "/people": ["/people"],
    "/person/{id}": ["/person/p-aquaro"],
    "/person/{id}/history": ["/person/p-aquaro/history"],
    "/practice/{id}": ["/practice/pr-bh-contact-center"],
    "/practice/{id}/history": ["/practice/pr-bh-contact-center/history"],
    "/practices": ["/practices"],
    "/question/{id}": ["/question/sids-without-answer"],
    "/question/{id}/history": ["/question/sids-without-answer/history"],
    "/questions": ["/questions"],
    "/questions/new": ["/questions/new?about=request&country=OMN"],
    "/recommendation/{id}": ["/recommendation/rec-ms-gov-1"],
    "/recommendation/{id}/history": ["/recommendation/rec-ms-gov-1/history"],
    "/recommendations": ["/recommendations"],
    "/request/{id}": ["/request/r-oman-2"],
    "/request/{id}/history": ["/request/r-oman-2/history"],
    "/request/{id}/match": ["/request/r-ecuador-1/match"],
    "/requests": [
        "/requests",
        "/requests?country=Oman",
        "/requests?as-of=400",
        "/requests?country=Atlantis",
    ],
    "/requests/map": ["/requests/map"],
    "/requests/matrix": ["/requests/matrix", "/requests/matrix?rows=group&columns=year&as-of=400"],
    "/requests/over-time": ["/requests/over-time", "/requests/over-time?divided=theme"],
    "/search": ["/search", "/search?q=training"],
    "/statement/{id}": ["/statement/st-none"],
    "/statement/{id}/history": ["/statement/st-none/history"],
    "/statements": ["/statements"],
    "/unclassified": ["/unclassified"],
    "/why": ["/why?of=request/r-oman-2.status"],
}
