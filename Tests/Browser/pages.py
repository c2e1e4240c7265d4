"""The pages of the site, each with addresses in the sample month to look at it by."""

# Of each kind of thing: its list's name in addresses, one that is in the sample month (of statements,
# whose ids are made anew, the first), and what can happen to it.
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
    "statement": ("statements", None, ""),
    "question": ("questions", "sids-without-answer", ""),
    "account": ("accounts", "staff", ""),
}

# Addresses besides the plain one, where what is asked for changes what is shown.
MORE = {
    "/": ["/?as-of=200", "/?lang=ko", "/?lang=en"],
    "/login": ["/login?lang=fr"],
    "/access-log": ["/access-log?account=planner&from=2026-01-01"],
    "/search": [
        "/search?q=timor", "/search?q=nothing+of+the+kind", "/search?q=e-government&as-of=300",
    ],
    "/why": ["/why?of=request/r-ecuador-1", "/why?of=request/r-oman-2.status"],
    "/requests": [
        "/requests?as-of=400", "/requests?country=ECU&open", "/requests?country=Atlantis",
        "/requests?text=nothing+of+the+kind", "/requests?from=2014-06&to=2014-06",
        "/requests?page=2",
    ],
    "/requests/matrix": [
        "/requests/matrix?rows=country&columns=theme",
        "/requests/matrix?rows=group&columns=year&as-of=400",
    ],
    "/requests/over-time": ["/requests/over-time?divided=theme"],
    "/request/{id}": [
        "/request/r-ecuador-1?as-of=400", "/request/r-ecuador-1?lang=fr", "/request/r-oman-2?lang=en",
    ],
    "/followups/all": ["/followups/all?open"],
    "/meeting/{id}": ["/meeting/m-unpsf-2014-w1"],
    "/meetings/calendar": ["/meetings/calendar?month=2014-06"],
    "/questions/new": ["/questions/new?about=request&country=OMN"],
    "/audit/diff": ["/audit/diff?from=600&to=645"],
    "/audit/events": ["/audit/events?stream=request/r-ecuador-1"],
    "/audit/events/{position}": ["/audit/events/131", "/audit/events/454"],
    "/erasures/new": ["/erasures/new?person=p-alberti"],
    "/redactions/new": ["/redactions/new?thing=request/r-benin-1"],
}

# What is there only once somebody asked or planned; the jobs look at those.
ELSEWHERE = ("/erasures/{", "/import/plan/{", "/import/{")


class Unknown(Exception):
    """A place in a path that nothing is known to stand at."""


def ids(site):
    """An id for each kind of thing."""
    found = {}
    for kind, (_, known, _) in THINGS.items():
        rows = [] if known else site.run(kind, "list", "--limit", "1") or []
        found[kind] = known or (rows[0]["id"] if rows else None)
    return found


def addresses(path, known, site):
    """Addresses to look at a page by: one of each kind of thing for paths that take any kind, and of
    each event for those that take any."""
    if path.startswith(ELSEWHERE):
        return []
    # Ids of entries are made anew; their forms are those of things with other fields.
    if "{entry}" in path:
        return []
    kinds = [kind for kind in known if known[kind]] if "{kind}" in path else [None]
    filled = []
    for kind in kinds:
        one = path.replace("{kind}", kind or "").replace("{plural}", "requests")
        first = one.split("/")[1]
        _, _, events = THINGS.get(first, ("", None, ""))
        if "{id}" in one and known.get(first) is None and first in THINGS:
            continue
        places = {
            "{id}": known.get(first), "{name}": "staff", "{position}": "5", "{size}": "100",
            "{batch}": "demo",
        }
        if "{token}" in one:
            places["{token}"] = site.invite("staff").rsplit("/", 1)[1]
        for place, value in places.items():
            if place in one and value is not None:
                one = one.replace(place, value)
        several = [one.replace("{event}", event) for event in events.split()]
        filled += several if "{event}" in one else [one]
    if any("{" in one for one in filled):
        raise Unknown(path)
    return [*filled, *MORE.get(path, [])]
