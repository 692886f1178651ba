# SPDX-License-Identifier: EUPL-1.2
"""What PostgreSQL has when all is over, as gzipped JSON lines for the checker: one table after the other, in a fixed order."""
import gzip
import subprocess

HEX = "encode({0}, 'hex') AS {0}"
MS = "round(extract(epoch FROM {0}) * 1000)::bigint AS {0}"
TABLES = {
    "cluster": (f"SELECT {MS.format('virtual_now')} FROM stafet.cluster", None),
    "party": ("SELECT id, kind, municipality, organisation, may_hold, fallback FROM stafet.party", "id"),
    "entry": (f"SELECT course, seq, batch, leaf, kind, type, {HEX.format('name')}, {HEX.format('hash')}, {HEX.format('entry')} FROM stafet.entry", "course, seq"),
    "journal": (f"SELECT chain, seq, batch, leaf, {HEX.format('hash')}, {HEX.format('entry')} FROM stafet.journal", "chain, seq"),
    "batch": (f"SELECT id, {HEX.format('leaves')} FROM stafet.batch", "id"),
    "course": ("SELECT id, is_open, holder, duty, duty_epoch FROM stafet.course", "id"),
    "delivery": ("SELECT party, course, seq, sent_count FROM stafet.delivery", "course, seq, party"),
    "undeliverable": ("SELECT party, course, seq, status FROM stafet.undeliverable", "course, seq, party"),
    "deadline": (f"SELECT course, number, rule, flow, action, {MS.format('due_at')}, {MS.format('fire_at')}, step FROM stafet.deadline", "course, number"),
}


def export(cluster, path):
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as out:
        for table, (query, order) in TABLES.items():
            ordered = query + (f" ORDER BY {order}" if order else "")
            text = f"SELECT json_build_object('table', '{table}', 'row', row_to_json(one)) FROM ({ordered}) one"
            command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-v", "FETCH_COUNT=1000", "-d", cluster.settings["STAFET_STORE_SUPERUSER"], "-c", text]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as psql:
                for line in psql.stdout:
                    out.write(line)
            if psql.returncode != 0:
                raise AssertionError(f"the table {table} could not be read")
