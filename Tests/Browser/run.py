"""Runs the browser tests: each file in a process of its own, as many at once as there are
processors. Started by Tools/check-pages, which says how."""

import concurrent.futures
import glob
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from harness import Site  # noqa: E402


def run(file):
    """Runs a file of tests; its name, whether it went well, and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "unittest", "-v", os.path.basename(file)],
        cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    return os.path.basename(file), done.returncode == 0, done.stdout


def main():
    names = sys.argv[1:]
    files = [
        file for file in sorted(glob.glob(os.path.join(HERE, "test_*.py")))
        if not names or any(name in os.path.basename(file) for name in names)
    ]
    if not files:
        sys.exit(f"no file of tests is named like {names}")
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rapporteur-sites-") as folder:
        # What all sites begin as: the sample month, an account for each role, sessions begun.
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        first = Site()
        first.run("demo", "--registry", first.registry)
        first.start().make_accounts()
        first.save()
        os.environ["RAPPORTEUR_SITE"] = first.folder
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            results = list(pool.map(run, files))
    failed = [name for name, well, _ in results if not well]
    for name, well, said in results:
        print(f"===== {name}{'' if well else ': FAILED'}\n{said}")
    print(f"{len(results)} files in {time.monotonic() - start:.0f} s, failed: {failed or 'none'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
