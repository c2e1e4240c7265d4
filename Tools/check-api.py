"""Tries the API by its own OpenAPI document, as each role. Run by Tools/check-api."""

import os
import subprocess
import sys

from harness.site import ROLES, Site

SECONDS = int(sys.argv[1])
# What may never be. What a document allows and a rule of the registry refuses is no fault: which
# things there are, and which follow which, no schema says.
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "missing_required_header",
    "unsupported_method", "allow_header_conformance", "ignored_auth",
)


def try_as(site, role):
    """Tries every operation with a token of this role; whether nothing was found.

    Planners may most, and get most of the time."""
    seconds = SECONDS if role == "planner" else max(1, SECONDS // 4)
    print(f"===== as {role}", flush=True)
    made = site.run(
        "account", "token", role, "--role", role, "--name", "schemathesis", "--format", "json")
    token = made["secret"]
    seed = os.environ.get("RAPPORTEUR_SEED")
    done = subprocess.run(
        [
            sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run",
            f"{site.address}/openapi.json", "--url", site.address,
            "--header", f"Authorization: Bearer {token}",
            "--checks", ",".join(CHECKS), "--max-time", str(seconds), "--continue-on-failure",
            "--suppress-health-check", "all", "--request-timeout", "20", "--rate-limit", "auto",
            "--generation-database", "none", "--no-color", "--warnings", "off",
            # It never ends by itself.
            "--exclude-path-regex", "/log/follow$",
            *(["--seed", seed] if seed else []),
        ],
        cwd=site.folder,
    )
    return done.returncode == 0


def main():
    site = Site()
    try:
        site.run("demo", "--registry", site.registry)
        site.start().make_accounts()
        failed = [role for role in ROLES if not try_as(site, role)]
        # Whatever was tried, the log is whole, and the server goes on.
        site.stop()
        site.run("audit", "verify")
    finally:
        site.remove()
    print(f"failed: {failed or 'none'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
