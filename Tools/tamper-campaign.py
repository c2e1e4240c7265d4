"""Tampers with copies of a registry and counts what `audit verify` finds. See tamper-campaign."""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

PROGRAM, TRIALS, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(SEED)
work = tempfile.mkdtemp(prefix="tamper-")
environment = dict(os.environ, RAPPORTEUR_ACTOR="staff-1", HOME=work)
environment.pop("RAPPORTEUR_REGISTRY", None)


def rapporteur(registry, *arguments):
    return subprocess.run(
        [PROGRAM, *arguments, "--registry", registry, "--format", "json"],
        capture_output=True, env=environment)


def dump(folder):
    """What LMDB itself reads out of a folder; None when it cannot, or dies of it."""
    result = subprocess.run(["mdb_dump", "-a", folder], capture_output=True)
    return result.stdout if result.returncode == 0 else None


def load(text, folder):
    """Makes a new file of a dump in the place of the one in the folder."""
    scratch = tempfile.mkdtemp(dir=work)
    subprocess.run(["mdb_load", scratch], input=text, check=True, capture_output=True)
    os.replace(scratch + "/data.mdb", folder + "/data.mdb")
    shutil.rmtree(scratch)


def databases(text):
    """A dump by its databases: the header's lines and the pairs of key and value."""
    found, name, pairs, head = {}, None, [], []
    for line in text.split(b"\n"):
        if line.startswith(b"database="):
            name = line[9:].decode()
        if line == b"DATA=END":
            found[name] = (head, list(zip(pairs[::2], pairs[1::2])))
            pairs, head = [], []
        elif line.startswith(b" "):
            pairs.append(line)
        elif line:
            head.append(line)
    return found


def text_of(found):
    lines = []
    for head, pairs in found.values():
        lines += head + [part for pair in pairs for part in pair] + [b"DATA=END"]
    return b"\n".join(lines) + b"\n"


class Count:
    def __init__(self, name, by_hash=True):
        self.name, self.by_hash = name, by_hash
        self.trials = self.harmless = self.found = self.missed = self.mute = 0

    def judge(self, registry, has_effect, *arguments):
        """Verifies; `has_effect` is False when nothing that anybody reads was changed, or a function
        that tells afterwards."""
        self.trials += 1
        result = rapporteur(registry, "audit", "verify", *arguments)
        told = b"error:" in result.stderr or b"fault" in result.stdout
        if result.returncode not in (0, 1, 3, 6) or (result.returncode != 0 and not told):
            self.mute += 1
            print("NOT TOLD:", self.name, result, file=sys.stderr)
        if result.returncode in (3, 6):
            self.found += 1
        elif not (has_effect() if callable(has_effect) else has_effect):
            self.harmless += 1
        else:
            self.missed += 1
            if self.by_hash:
                kept = tempfile.mkdtemp(prefix="missed-")
                shutil.copytree(registry, kept + "/registry")
                print("MISSED:", self.name, "kept in", kept, file=sys.stderr)


counts = []
base = work + "/base"
assert rapporteur(base, "demo").returncode == 0
# Some texts destroyed and some people erased, so that there are gaps by right.
for arguments in (
    ["person", "erase", "p-alberti", "--reason", "letter 1"],
    ["person", "approve-erasure", "p-alberti", "--actor", "auditor-1"],
):
    assert rapporteur(base, *arguments).returncode == 0
older = work + "/older"
shutil.copytree(base, older)
for number in range(5):
    assert rapporteur(base, "request", "add", "--summary", f"late {number}").returncode == 0
kept = work + "/kept"
with open(kept, "wb") as file:
    file.write(subprocess.run(
        [PROGRAM, "audit", "checkpoint", "--registry", base], capture_output=True, check=True,
        env=environment).stdout)
assert rapporteur(base, "audit", "verify").returncode == 0
# The index of a short log is kept in memory alone, so another registry is long enough to have one.
long = work + "/long"
assert rapporteur(long, "init").returncode == 0
with open(work + "/requests.csv", "w") as file:
    file.write("id,summary\n" + "".join(f"r-{n},number {n}\n" for n in range(9000)))
assert rapporteur(long, "import", work + "/requests.csv").returncode == 0
assert rapporteur(long, "audit", "verify").returncode == 0
# Nobody reads the views here, and copies are made many thousand times.
for registry in (base, long):
    for name in os.listdir(registry):
        if name.startswith("views"):
            os.remove(registry + "/" + name)


def home(folder):
    return long if folder == "log/index" else base


def copy(folder="log"):
    registry = work + "/copy"
    shutil.rmtree(registry, ignore_errors=True)
    shutil.copytree(home(folder), registry)
    return registry


def flip(path, place, bit):
    with open(path, "r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << bit]))


def bits_of_file(name, folder):
    """Any bit of a file at all: live content, keys, page headers, free pages, padding."""
    count = Count(name)
    counts.append(count)
    size = os.path.getsize(f"{home(folder)}/{folder}/data.mdb")
    sound = dump(f"{home(folder)}/{folder}")
    for _ in range(TRIALS):
        registry = copy(folder)
        flip(f"{registry}/{folder}/data.mdb", chance.randrange(size), chance.randrange(8))
        changed = dump(f"{registry}/{folder}") != sound
        count.judge(
            registry,
            lambda: changed and (folder == "log" or dump(f"{registry}/{folder}") != sound))


def nodes(key):
    """How many bytes of a value of the tree are hashes of the tree: those that its leaf completes."""
    position, count = int(key, 16), 1
    while position & 1:
        position, count = position >> 1, count + 1
    return 32 * count


def bits_of_items(folder, database, part=""):
    """Any bit of any live key or value."""
    # What the log says of itself, such as when it was made, is checked for sense alone, and the
    # fingerprint of a command against the index, which a short log has in memory only.
    count = Count(
        f"a bit of {folder}: {part or database}",
        by_hash=(folder, database) != ("log", "meta") and not part)
    counts.append(count)
    with open(f"{home(folder)}/{folder}/data.mdb", "rb") as file:
        content = file.read()
    sound = dump(f"{home(folder)}/{folder}")
    pairs = databases(sound)[database][1]
    tries = 0
    while count.trials < TRIALS and tries < 20 * TRIALS:
        tries += 1
        key, value = chance.choice(pairs)
        # A node holds the key and the value one behind the other; a long value lies elsewhere.
        whole = bytes.fromhex((key.strip() + value.strip()).decode())
        short = bytes.fromhex(value.strip().decode())
        wanted = whole if whole in content else short
        places = []
        start = content.find(wanted)
        while start >= 0 and len(places) < 50:
            places.append(start)
            start = content.find(wanted, start + 1)
        if not places:
            continue
        start, end = 0, len(wanted)
        if database == "tree":
            border = len(wanted) - len(short) + nodes(key.strip())
            start, end = (border, end) if part else (start, border)
            if start == end:
                continue
        registry = copy(folder)
        place = chance.choice(places) + chance.randrange(start, end)
        flip(f"{registry}/{folder}/data.mdb", place, chance.randrange(8))
        # An older copy of the page is nothing that anybody reads.
        if dump(f"{registry}/{folder}") == sound:
            continue
        # An index that is not of this log is built anew at the start.
        count.judge(
            registry, lambda: folder == "log" or dump(f"{registry}/{folder}") != sound)


def rewritten(name, change):
    """The records behind the program's back: a new file, sound in itself."""
    count = Count(name)
    counts.append(count)
    sound = dump(base + "/log")
    for _ in range(max(1, TRIALS // 10)):
        registry = copy()
        found = databases(sound)
        change(found)
        load(text_of(found), registry + "/log")
        shutil.rmtree(registry + "/log/index", ignore_errors=True)
        count.judge(registry, True)


def swap(found):
    pairs = found["events"][1]
    a, b = chance.sample(range(len(pairs)), 2)
    (k1, v1), (k2, v2) = pairs[a], pairs[b]
    pairs[a], pairs[b] = (k1, v2), (k2, v1)


def remove(database, last=False):
    def change(found):
        pairs = found[database][1]
        del pairs[-1 if last else chance.randrange(len(pairs))]
    return change


def cut(found):
    """The last events with all that belongs to them, as if they had never been."""
    left = chance.randrange(1, len(found["events"][1]))
    for name in ("events", "tree"):
        del found[name][1][left:]
    limit = f"{left:016x}".encode()
    found["blobs"][1][:] = [p for p in found["blobs"][1] if p[0].strip()[:16] < limit]


def append(with_tree):
    def change(found):
        events, tree = found["events"][1], found["tree"][1]
        key = b" " + f"{len(events):016x}".encode()
        events.append((key, chance.choice(events)[1]))
        if with_tree:
            tree.append((key, chance.choice(tree)[1]))
    return change


def rename_field(found):
    pairs = found["blobs"][1]
    place = chance.randrange(len(pairs))
    pairs[place] = (pairs[place][0] + b"78", pairs[place][1])
    pairs.sort()


def move_blob(found):
    pairs = found["blobs"][1]
    a, b = chance.sample(range(len(pairs)), 2)
    pairs[a] = (pairs[a][0], pairs[b][1])


bits_of_file("a bit of the log's file", "log")
bits_of_file("a bit of the index's file", "log/index")
for name in ("events", "tree", "blobs", "meta"):
    bits_of_items("log", name)
bits_of_items("log", "tree", "fingerprints of commands")
for name in ("streams", "stream_events", "ids", "meta"):
    bits_of_items("log/index", name)
rewritten("two records swapped", swap)
rewritten("a record removed", remove("events"))
rewritten("the last record removed", remove("events", last=True))
rewritten("a tree value removed", remove("tree"))
rewritten("a content removed", remove("blobs"))
rewritten("the last events removed with all of theirs", cut)
rewritten("a record appended", append(False))
rewritten("a record appended with hashes", append(True))
rewritten("a content moved to another place", move_blob)
rewritten("a content under another field", rename_field)

back = Count("the log put back to an older state")
counts.append(back)
registry = copy()
shutil.rmtree(registry + "/log")
shutil.copytree(older + "/log", registry + "/log")
back.judge(registry, True)
refused = rapporteur(registry, "request", "add", "--summary", "x")
assert refused.returncode in (3, 6), refused

whole = Count("the whole folder put back, a checkpoint kept elsewhere")
counts.append(whole)
whole.judge(older, True, "--against", kept)

clean = rapporteur(copy(), "audit", "verify")
assert clean.returncode == 0, clean
print(f"seed {SEED}; a registry of {json.loads(clean.stdout)['size']} events")
print(f"{'changed':52}{'trials':>8}{'found':>8}{'missed':>8}{'no effect':>11}{'not told':>10}")
for count in counts:
    print(
        f"{count.name:52}{count.trials:>8}{count.found:>8}{count.missed:>8}{count.harmless:>11}"
        f"{count.mute:>10}")
shutil.rmtree(work)
sys.exit(any(count.missed and count.by_hash or count.mute or not count.trials for count in counts))
