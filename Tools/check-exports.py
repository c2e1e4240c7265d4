"""Reads exports back with parsers that others wrote. Run by Tools/check-exports."""

import csv
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import uuid

import icalendar
import openpyxl
import vobject

try:
    from cloudevents.core.formats.json import JSONFormat

    def read_event(line):
        event = JSONFormat().read(None, line)
        return dict(event.get_attributes()), event.get_data()

except ImportError:
    from cloudevents.http import from_json

    def read_event(line):
        event = from_json(line)
        return dict(event.get_attributes()), event.get_data()


PROGRAM = sys.argv[1]
HOSTILE = 'He said "a;b,c\\d"; =cmd|\' /C calc\'!A0\r\nEND:VEVENT\nBEGIN:VCALENDAR 😀 漢字 ' * 3
TITLE = 'Talk; "x", \\n =1+1 😀 BEGIN:VCALENDAR é\u0301' + "é漢😀" * 40
checked = 0


def check(condition, what):
    global checked
    checked += 1
    if not condition:
        sys.exit(f"FAILED: {what}")


def same(found, wanted, what):
    check(found == wanted, f"{what}: read {found!r}, and it is {wanted!r}")


class Registry:
    def __init__(self, folder):
        self.folder = folder
        self.environment = dict(
            os.environ,
            RAPPORTEUR_REGISTRY=os.path.join(folder, "registry"),
            RAPPORTEUR_ACTOR="check",
            XDG_CONFIG_HOME=folder,
        )

    def run(self, *arguments):
        done = subprocess.run(
            [PROGRAM, *arguments], env=self.environment, cwd=self.folder, capture_output=True
        )
        if done.returncode:
            sys.exit(f"FAILED: rapporteur {' '.join(arguments)}\n{done.stderr.decode()}")
        self.errors = done.stderr.decode()
        return done.stdout

    def json(self, *arguments):
        return json.loads(self.run(*arguments, "--format", "json"))

    def list(self, kind, *arguments):
        return self.json(kind, "list", *arguments)

    def path(self, name):
        return os.path.join(self.folder, name)


def fill(registry):
    """The sample month, and records that are hard to write."""
    registry.json("demo")
    registry.json("meeting", "add", "--id", "m-hostile", "--title", TITLE, "--start", "2014-02",
                  "--city", "a;b,c", "--note", HOSTILE, "--participants", "120")
    registry.json("meeting", "add", "--id", "m-year", "--title", "=HYPERLINK(1)", "--start", "2016")
    registry.json("meeting", "add", "--id", "m-open", "--title", "+1", "--start", "2014-06-24/..")
    registry.json("meeting", "add", "--id", "m-none", "--title", "@SUM(1)")
    registry.json("meeting", "add", "--id", "m-last", "--title=-1", "--start", "9999-12-31")
    registry.json("meeting", "add", "--id", "m-old", "--title", "Old", "--start", "1900-01-31")
    registry.json("meeting", "hold", "m-open")
    registry.json("followup", "add", "--id", "f-hostile", "--what", HOSTILE, "--due", "2015-03",
                  "--status", "open")
    registry.json("followup", "add", "--id", "f-day", "--what", "x" * 40_000, "--due", "2015-03-04",
                  "--status", "dropped", "--note", "a\x07b _x000D_ _x0041_ \u2028 c\r\nd")
    registry.json("organisation", "add", "--id", "o-hostile", "--name", "=1+1; B, \"C\"",
                  "--variants", "@a", "--variants=-b")
    registry.json("person", "add", "--id", "p-hostile", "--name", 'Ada; "Ace", \\Okafor 😀',
                  "--honorific", "Dr.; Prof.", "--note", HOSTILE, "--email", "a,b@example.org",
                  "--phone", "+49 30; 5", "--address", "1 Road;\nTown, Land",
                  "--languages", "English", "--languages", "pt-BR", "--languages", "Klingon",
                  "--expertise", "e-government", "--expertise", "a, b; c", "--variants", "Okafor, A.")
    registry.json("person", "affiliate", "p-hostile", "--organisation", "o-hostile",
                  "--position", "Chief; of, all", "--as-of", "2014-06", "--rank", "primary")
    registry.json("person", "affiliate", "p-hostile", "--organisation", "dpadm")
    registry.json("statement", "add", "--subject", "m-hostile", "--attribute", "share",
                  "--value", "12.5", "--unit", "percent")
    registry.json("statement", "add", "--subject", "m-hostile", "--attribute", "code",
                  "--value", "007", "--unit", "code")
    registry.json("organisation", "rename", "o-hostile", "=2+2", "--occurred", "2015-01")


def stable_id(registry, stream):
    """What names a thing outside, made again by what others wrote."""
    with open(registry.path("registry/config.toml")) as text:
        origin = re.search('^origin = "(.*)"$', text.read(), re.MULTILINE)[1]
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{origin}/{stream}"))


def bounds(text):
    """The first and last day that a partial date may mean."""
    if "/" in text:
        first, last = text.split("/")
        first = None if first == ".." else bounds(first)[0]
        last = None if last == ".." else bounds(last)[1]
        return first or last, last or first
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return datetime.date(*parts), datetime.date(*parts)
    if len(parts) == 2:
        first = datetime.date(*parts, 1)
        following = datetime.date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first, following - datetime.timedelta(days=1)
    return datetime.date(parts[0], 1, 1), datetime.date(parts[0], 12, 31)


def check_lines(data, what):
    """Line ends, folding and characters as the RFCs have them."""
    check(data.endswith(b"\r\n"), f"{what} does not end with CR LF")
    lines = data.split(b"\r\n")[:-1]
    for line in lines:
        check(len(line) <= 75, f"{what} has a line of {len(line)} octets")
        check(b"\n" not in line and b"\r" not in line, f"{what} has a bare line end")
        line.decode("utf-8")
    return lines


def check_calendar(registry):
    data = registry.run("calendar")
    errors = registry.errors
    lines = check_lines(data, "the calendar")
    same(data, registry.run("calendar"), "the calendar again")
    check(sum(line == b"BEGIN:VCALENDAR" for line in lines) == 1, "a title began a calendar")
    calendar = icalendar.Calendar.from_ical(data)
    check(not calendar.errors, f"the calendar has errors: {calendar.errors}")

    last_records = {record["stream"]: record for record in registry.json("log", "list")}
    meetings = registry.list("meeting")
    dated = {m["id"]: m for m in meetings if m["start"] or m["end"]}
    undated = len(meetings) - len(dated)
    check(f"{undated} meetings without a date" in errors, f"undated meetings uncounted: {errors}")
    events = {str(e["UID"]): e for e in calendar.walk("VEVENT")}
    same(len(events), len(dated), "the number of events")
    for id, meeting in dated.items():
        event = events[stable_id(registry, f"meeting/{id}")]
        check(not event.errors, f"{id} has errors: {event.errors}")
        start, end = meeting["start"] or meeting["end"], meeting["end"] or meeting["start"]
        first, last = bounds(start)[0], bounds(end)[1]
        same(event["DTSTART"].dt, first, f"DTSTART of {id}")
        if last < datetime.date.max:
            same(event["DTEND"].dt, last + datetime.timedelta(days=1), f"DTEND of {id}")
        summary = str(event["SUMMARY"])
        check(summary.startswith(meeting["title"]), f"SUMMARY of {id} is {summary}")
        exact = all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for date in (start, end))
        same(summary == meeting["title"], exact, f"whether {id} is marked as vague")
        same(event.get("TRANSP") == "TRANSPARENT", not exact, f"TRANSP of {id}")
        status = {"held": "CONFIRMED", "planned": "TENTATIVE", "expected": "TENTATIVE",
                  "cancelled": "CANCELLED"}.get(meeting["status"])
        same(event.get("STATUS"), status, f"STATUS of {id}")
        newest = last_records[f"meeting/{id}"]
        same(int(event["SEQUENCE"]), newest["revision"], f"SEQUENCE of {id}")
        same(event["DTSTAMP"].dt, datetime.datetime.fromisoformat(
            newest["recorded"][:19] + "+00:00"), f"DTSTAMP of {id}")
        check(id in str(event["DESCRIPTION"]), f"DESCRIPTION of {id}")
        if meeting["city"]:
            check(meeting["city"] in str(event["LOCATION"]), f"LOCATION of {id}")
        if meeting["parent"]:
            same(str(event["RELATED-TO"]), stable_id(registry, f"meeting/{meeting['parent']}"),
                 f"RELATED-TO of {id}")

    tasks = {str(t["UID"]): t for t in calendar.walk("VTODO")}
    followups = registry.list("followup")
    same(len(tasks), len(followups), "the number of tasks")
    for followup in followups:
        id = followup["id"]
        task = tasks[stable_id(registry, f"followup/{id}")]
        check(not task.errors, f"{id} has errors: {task.errors}")
        same("DUE" in task, followup["due"] is not None, f"whether {id} is due")
        if followup["due"]:
            first, last = bounds(followup["due"])
            same(task["DUE"].dt, last, f"DUE of {id}")
            same("DTSTART" in task, first != last, f"whether {id} is a span")
        status = {"open": "NEEDS-ACTION", "planned": "NEEDS-ACTION", "proposed": "NEEDS-ACTION",
                  "done": "COMPLETED", "done_with_variation": "COMPLETED",
                  "dropped": "CANCELLED"}.get(followup["status"])
        same(task.get("STATUS"), status, f"STATUS of {id}")
        text = str(task["DESCRIPTION"])
        for name in followup["owner_names"]:
            check(name in text, f"the owner of {id} is not in {text}")
        what = " ".join(followup["what"].replace("\r\n", "\n").split())
        check(" ".join(str(task["SUMMARY"]).split()).startswith(what), f"SUMMARY of {id}")
        check("ORGANIZER" not in task, f"{id} has an organizer")

    part = icalendar.Calendar.from_ical(registry.run("calendar", "--meeting", "m-unpsf-2014"))
    inside = registry.list("meeting", "--under", "m-unpsf-2014")
    same(len(part.walk("VEVENT")), len([m for m in inside if m["start"]]), "events of a meeting")
    same(len(part.walk("VTODO")), len(registry.list("followup", "--under", "m-unpsf-2014")),
         "tasks of a meeting")
    only = icalendar.Calendar.from_ical(registry.run("calendar", "--followups"))
    same((len(only.walk("VEVENT")), len(only.walk("VTODO"))), (0, len(tasks)), "--followups")
    empty = registry.run("calendar", "--as-of", "0")
    same(len(icalendar.Calendar.from_ical(empty).walk()), 1, "the calendar of an empty log")


def check_cards(registry):
    people = registry.list("person")
    several = [person for person in people if len(person["affiliations"]) > 1]
    check(len(several) > 2, "nobody has several posts")
    for person in people[::6] + several:
        id = person["id"]
        data = registry.run("person", "card", id)
        check_lines(data, f"the card of {id}")
        cards = list(vobject.readComponents(data.decode()))
        same(len(cards), 1, f"cards of {id}")
        card = cards[0]
        same(card.version.value, "4.0", f"VERSION of {id}")
        name = " ".join(part for part in (person["honorific"], person["name"]) if part)
        same(card.fn.value, name, f"FN of {id}")
        same((card.n.value.given, card.n.value.prefix), (person["name"], person["honorific"] or ""),
             f"N of {id}")
        same(str(uuid.UUID(card.uid.value.removeprefix("urn:uuid:"))),
             card.uid.value.removeprefix("urn:uuid:"), f"UID of {id}")
        posts = person["affiliations"]
        organisations = [post["organisation_name"] for post in posts if post["organisation"]]
        same([org.value[0] for org in card.contents.get("org", [])], organisations, f"ORG of {id}")
        titles = [post["position"] for post in posts if post["position"]]
        same([title.value for title in card.contents.get("title", [])], titles, f"TITLE of {id}")
        if len(posts) > 1:
            for key in ("org", "title"):
                for line in card.contents.get(key, []):
                    post = posts[int(line.group.removeprefix("post")) - 1]
                    value = line.value[0] if key == "org" else line.value
                    same(value, post["organisation_name" if key == "org" else "position"],
                         f"group {line.group} of {id}")
        last = registry.json("person", "history", id)[-1]["recorded"]
        same(card.rev.value, re.sub(r"\.\d+", "", last).replace("-", "").replace(":", ""),
             f"REV of {id}")

    card = vobject.readOne(registry.run("person", "card", "p-hostile").decode())
    same(card.email.value, "a,b@example.org", "EMAIL")
    same(card.tel.value, "+49 30; 5", "TEL")
    same(card.adr.value.street, "1 Road;\nTown, Land", "ADR")
    same([line.value for line in card.contents["lang"]], ["en", "pt-BR"], "LANG")
    # Commas separate categories; those within one are escaped.
    categories = [part for line in card.contents["categories"] for part in line.value]
    check(any("a, b; c" in part for part in categories), f"CATEGORIES are {categories}")
    notes = [line.value for line in card.contents["note"]]
    check("Languages: Klingon" in notes, f"NOTE is {notes}")
    check(HOSTILE.replace("\r\n", "\n").strip() in notes, "the note is not what was written")
    quiet = vobject.readOne(registry.run("person", "card", "p-hostile", "--no-note").decode())
    check(all("END:VEVENT" not in line.value for line in quiet.contents["note"]), "--no-note")


def check_events(registry):
    lines = registry.path("events.jsonl")
    result = registry.json("export", "--cloudevents", lines)
    records = [json.loads(line) for line in registry.run(
        "log", "list", "--format", "jsonl").decode().splitlines()]
    written = open(lines, "rb").read().decode().split("\n")[:-1]
    same(len(written), len(records), "the number of events")
    same(result["events"], len(records), "the number of events that the program tells")
    previous = ""
    for line, record in zip(written, records):
        attributes, data = read_event(line)
        position = record["position"]
        for attribute, member in (("id", "id"), ("type", "type"), ("subject", "stream"),
                                  ("account", "by"), ("revision", "revision")):
            same(attributes[attribute], record[member], f"{attribute} of {position}")
        same(data, record.get("data"), f"data of {position}")
        time = attributes["time"]
        time = time if isinstance(time, str) else time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        same(time, record["recorded"], f"time of {position}")
        same(attributes.get("occurred"), record.get("occurred"), f"occurred of {position}")
        same(attributes.get("sources", ""), ";".join(record.get("sources", [])),
             f"sources of {position}")
        for name in json.loads(line):
            check(re.fullmatch(r"[a-z0-9]{1,20}", name), f"{name} cannot be an attribute")
        check(attributes["sequence"] > previous, f"sequence of {position}")
        previous = attributes["sequence"]
    # Nothing that stands beside the records is in the file.
    text = "\n".join(written)
    for secret in ("Adriana Alberti", "p-alberti", "Ada;", "cmd|", "a,b@example.org"):
        check(secret not in text, f"{secret} left the registry")

    batch = registry.path("events.json")
    registry.json("export", "--cloudevents", batch, "--after", "644")
    events = json.load(open(batch))
    same(len(events), len(records) - 645, "the number of events after a position")
    same(json.dumps(events[0], sort_keys=True),
         json.dumps(json.loads(written[645]), sort_keys=True), "the first event of a batch")
    registry.json("export", "--cloudevents", batch, "--as-of", "0")
    same(json.load(open(batch)), [], "the batch of an empty log")


def plain(text):
    """A text as a cell can hold it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x07", "\ufffd")


def unescaped(text):
    """What spreadsheet programs show for a cell's text (ISO/IEC 29500-1, 22.9.2.19)."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)


def same_cell(cell, value, what):
    check(cell.data_type != "f", f"{what} is a formula")
    check(cell.hyperlink is None, f"{what} is a link")
    found = cell.value
    if isinstance(value, bool):
        same((cell.data_type, found), ("b", value), what)
    elif isinstance(value, int):
        same((cell.data_type, found), ("n", value), what)
    elif value is None or value == []:
        same(found, None, what)
    elif isinstance(value, list):
        same(unescaped(found), "; ".join(plain(str(part)) for part in value), what)
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", value) and value >= "1900-03-01":
        same((cell.data_type, cell.number_format), ("d", "yyyy-mm-dd"), what)
        same(found.date().isoformat(), value, what)
    elif isinstance(found, (int, float)):
        check(re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", value), f"{what}: {value} is a number")
        same(str(found), value, what)
    else:
        same(cell.data_type, "s", what)
        shown = unescaped(found)
        if shown.endswith("… (cut here)"):
            shown = shown.removesuffix("… (cut here)")
            check(len(shown) > 32_000 and plain(value).startswith(shown), what)
        else:
            same(shown, plain(value), what)


def check_sheets(registry):
    file = registry.path("registry.xlsx")
    registry.json("export", "--xlsx", file)
    first = open(file, "rb").read()
    registry.json("export", "--xlsx", file)
    check(first == open(file, "rb").read(), "the same log gives another spreadsheet")
    workbook = openpyxl.load_workbook(file)
    kinds = {
        "organisations": "organisation", "documents": "document", "people": "person",
        "meetings": "meeting", "offers": "offer", "requests": "request", "followups": "followup",
        "recommendations": "recommendation", "practices": "practice", "networks": "network",
        "statements": "statement",
    }
    folder = registry.path("dataset")
    registry.json("export", "--dataset", folder)
    for sheet in workbook:
        header = [cell.value for cell in sheet[1]]
        same(header[0], "id", f"the first column of {sheet.title}")
        same(len(set(header)), len(header), f"columns of {sheet.title}")
        same(sheet.freeze_panes, "A2", f"the frozen header of {sheet.title}")
        same(sheet.auto_filter.ref, sheet.dimensions, f"the filter of {sheet.title}")
        check(all(cell.font.b for cell in sheet[1]), f"the header of {sheet.title} is not bold")
        widths = [dimension.width for dimension in sheet.column_dimensions.values()]
        check(widths and all(5 < width < 70 for width in widths), f"widths of {sheet.title}")
        dataset = os.path.join(folder, sheet.title + ".csv")
        if os.path.exists(dataset):
            with open(dataset, newline="") as text:
                rows = list(csv.reader(text))
            same(sheet.max_row - 1, len(rows) - 1, f"rows of {sheet.title}")
            kept = [column for column in header if column in rows[0]]
            same(kept, rows[0], f"dataset columns of {sheet.title}")
    check({name[:-4] for name in os.listdir(folder)} <= set(workbook.sheetnames), "a sheet missing")
    check("organisation_names" in workbook.sheetnames, "names over time have no sheet")

    for title, kind in kinds.items():
        rows = {row["id"]: row for row in registry.list(kind)}
        sheet = workbook[title]
        header = [cell.value for cell in sheet[1]]
        same(sheet.max_row - 1, len(rows), f"rows of {title}")
        for cells in sheet.iter_rows(min_row=2):
            row = rows[cells[0].value]
            for name, cell in zip(header, cells):
                what = f"{name} of {row['id']} in {title}"
                if name == "source":
                    same_cell(cell, row["sources"], what)
                elif name == "theme" and row[name]:
                    # The only list that JSON has as a text.
                    same_cell(cell, row[name].split(";"), what)
                elif name in row and name not in ("beneficiary", "affiliations"):
                    same_cell(cell, row[name], what)
    same(workbook["meetings"].max_row - 1, len(registry.list("meeting")), "meetings")

    listed = registry.path("list.xlsx")
    registry.json("request", "list", "--country", "Fiji", "--xlsx", listed)
    sheet = openpyxl.load_workbook(listed).active
    same([cell.value for cell in sheet["A"]][1:],
         [row["id"] for row in registry.list("request", "--country", "Fiji")], "a list")
    registry.json("request", "matrix", "--rows", "status", "--columns", "support", "--xlsx", listed)
    sheet = openpyxl.load_workbook(listed).active
    matrix = registry.json("request", "matrix", "--rows", "status", "--columns", "support")
    labels = [row["label"] for row in matrix["rows"]]
    same([cell.value for cell in sheet["A"]][1:], labels + ["total"], "rows")
    counts = {(c["row"], c["column"]): c["count"] for c in matrix["cells"]}
    for row, cells in zip(matrix["rows"], sheet.iter_rows(min_row=2)):
        for column, cell in zip(matrix["columns"], cells[1:]):
            same(cell.value, counts.get((row["key"], column["key"]), 0), "a cell of the matrix")
        same(cells[-1].value, row["count"], "a total of the matrix")
    same(list(sheet.iter_rows(values_only=True))[-1][-1], matrix["total"], "the matrix's total")


with tempfile.TemporaryDirectory() as folder:
    registry = Registry(folder)
    fill(registry)
    check_calendar(registry)
    check_cards(registry)
    check_events(registry)
    check_sheets(registry)
    print(f"{checked} checks passed")
