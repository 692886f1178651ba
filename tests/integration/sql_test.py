#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Every statement of sql/query against a store with all migrations: it has a header, is one statement, prepares as the role that runs it, and the
columns of what answers a query or a change are the fields of its row in query.proto. A column that begins with _ is for the broker alone."""
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..", ".."))
CLUSTER = os.path.join(ROOT, "scripts", "cluster")
ROWS = {
    "query_status": "StatusRow", "query_inbox": "InboxRow", "query_courses": "CourseRow", "query_course": "CourseRow",
    "query_timeline": "TimelineRow", "query_deadlines": "DeadlineRow", "query_parties": "PartyRow", "query_persons": "PersonRow",
    "query_keys": "KeyRow", "query_rosters": "RosterRow", "query_looks": "LookRow", "query_doctor": "DoctorRow", "query_answers": "AnswersRow", "query_figures": "FigureRow",
    "query_consents": "ConsentRow", "query_rules": "RuleRow", "query_absences": "AbsenceRow", "set_rule": "RuleRow",
    "query_offers": "OfferRow", "query_capacity": "CapacityRow", "query_routes": "RouteRow", "query_unmet": "UnmetRow", "query_warnings": "WarningRow",
    "set_offer": "OfferRow", "confirm_offer": "OfferRow", "set_capacity": "CapacityRow", "set_route": "RouteRow", "note_unmet": "UnmetRow",
    "set_party": "PartyRow", "set_person": "PersonRow", "grant_key": "KeyRow", "revoke_key": "KeyRow", "set_roster": "RosterRow", "set_time": "TimeRow",
}
# What these answer with, the whole row: a client shows it as it now stands.
WHOLE = {"query_parties", "query_persons", "query_keys", "query_rosters", "query_courses", "query_course", "query_deadlines", "query_doctor", "query_answers", "query_figures",
         "query_consents", "query_rules", "query_absences", "set_rule",
         "query_offers", "query_capacity", "query_routes", "query_unmet", "query_warnings", "set_offer", "confirm_offer", "set_capacity", "set_route", "note_unmet",
         "set_party", "set_person", "grant_key", "revoke_key", "set_roster", "set_time"}
# What a change does not tell: it is another's to know, or asked for.
UNTOLD = {"set_party": {"connected", "connected_since", "last_seen"}}
failures = []


def fail(text):
    failures.append(text)
    print("FAIL", text)


def settings_of(folder):
    text = subprocess.run([CLUSTER, "env", folder], check=True, capture_output=True, text=True).stdout
    return dict(re.findall(r"^(\w+)='(.*)'$", text, re.M))


def psql(settings, conninfo, text):
    command = ["psql", "-XqAt", "-F", "|", "-v", "ON_ERROR_STOP=1", "-d", conninfo]
    environment = {**os.environ, "PGOPTIONS": "-c search_path= -c timezone=UTC -c client_min_messages=warning"}
    return subprocess.run(command, input=text, capture_output=True, text=True, env=environment)


def migrate(settings):
    for folder, conninfo in (("schema", "STAFET_STORE_ADMIN"), ("key_schema", "STAFET_KEY_STORE_ADMIN")):
        files = sorted(glob.glob(os.path.join(ROOT, "sql", folder, "*.sql")))
        if not files:
            fail(f"no migration in sql/{folder}")
        for path in files:
            done = psql(settings, settings[conninfo], "BEGIN;\n" + open(path, encoding="utf-8").read() + "\nCOMMIT;\n")
            if done.returncode != 0:
                fail(f"{path}: {done.stderr.strip()}")


def fields_of_rows():
    text = open(os.path.join(ROOT, "proto", "stafet", "v1", "query.proto"), encoding="utf-8").read()
    messages = re.findall(r"^message (\w+) \{\n(.*?)^\}", text, re.M | re.S)
    return {name: re.findall(r"optional \S+ (\w+) = \d+;", body) for name, body in messages}


def check_text(name, text):
    lines = text.split("\n")
    if not lines[0].startswith("-- ") or len(lines[0]) < 10:
        fail(f"{name}: the first line is no comment that says what it is for")
    code = "\n".join(line for line in lines if not line.startswith("--"))
    if ";" in re.sub(r"'[^']*'", "''", code):
        fail(f"{name}: a semicolon: one statement a file, without its end")
    if code.strip() == "":
        fail(f"{name}: no statement")
    used = set(int(number) for number in re.findall(r"\$(\d+)", code))
    if used != set(range(1, len(used) + 1)):
        fail(f"{name}: parameters {sorted(used)} have a gap")


def check_columns(name, columns, rows):
    fields = rows[ROWS[name]]
    for column in columns:
        if not column.startswith("_") and column not in fields:
            fail(f"{name}: {ROWS[name]} has no field {column}")
    if name in WHOLE and set(fields) - set(columns) - UNTOLD.get(name, set()):
        fail(f"{name}: the fields {sorted(set(fields) - set(columns))} of {ROWS[name]} are not given")
    if len(set(columns)) != len(columns) or len(columns) > 40:
        fail(f"{name}: columns twice, or more than the store takes")


def check_statement(settings, path, rows):
    name = os.path.splitext(os.path.basename(path))[0]
    text = open(path, encoding="utf-8").read()
    check_text(name, text)
    conninfo = settings["STAFET_KEY_STORE" if "course_keys" in name else "STAFET_STORE"]
    described = psql(settings, conninfo, text.rstrip() + "\n\\gdesc\n")
    if described.returncode != 0:
        fail(f"{name}: does not prepare: {described.stderr.strip()}")
        return
    columns = [line.split("|")[0] for line in described.stdout.split("\n") if "|" in line]
    if name in ROWS:
        check_columns(name, columns, rows)
    elif name.startswith("query_"):
        fail(f"{name}: this test does not know its row")


def main():
    folder = tempfile.mkdtemp(prefix="stafet-sql-", dir="/tmp")
    subprocess.run([CLUSTER, "create", "--throwaway", folder], check=True)
    try:
        settings = settings_of(folder)
        migrate(settings)
        rows = fields_of_rows()
        files = sorted(glob.glob(os.path.join(ROOT, "sql", "query", "*.sql")))
        for path in files:
            check_statement(settings, path, rows)
        missing = set(ROWS) - {os.path.splitext(os.path.basename(path))[0] for path in files}
        if missing or len(files) < 60:
            fail(f"statements are missing: {sorted(missing)}, {len(files)} files")
    finally:
        subprocess.run([CLUSTER, "destroy", folder], check=True)
    print(f"{len(files)} statements, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
