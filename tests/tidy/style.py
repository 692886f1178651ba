# SPDX-License-Identifier: EUPL-1.2
"""Files, functions, headers, includes and words: what STYLE.md says and a reader can see in the text alone."""
import re

import tree

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
PARAMETERS_MAX = 5
SOURCE = r"\.(c|h|def|sql|proto|py|sh|cmake)$|(^|/)CMakeLists\.txt$|^scripts/(?!packages)|(^|/)run$|\.(pc\.in|map|allow)$"
# Statements are embedded as they stand: their first line is what the reader of a server log sees, and says what it is for.
STATEMENT = r"^sql/(query|admin)/"
OWN_C = r"\.[ch]$"

# A library has one user: the name of its header, and where it may be included. The tests talk to the real thing.
LIBRARIES = (
    (r"zmq", r"^(broker/transport|services/client|tests)/"),
    (r"libpq|postgres", r"^(broker/store|tests)/"),
    (r"protobuf-c|\.pb-c\.h", r"^(broker/wire|tests)/"),
    (r"sodium", r"^(broker/audit/|broker/main\.c$|services/(sealer|cli)/|tests/)"),
    (r"jansson", r"^(broker/wire|services|tests)/"),
    (r"microhttpd", r"^(services/http|tests)/"),
    (r"curl/", r"^(services/gateway|tests)/"),
)

SQL = re.compile(r"\bselect\b.+\bfrom\b|^\s*select\s|\binsert\s+into\b|\bupdate\s+\w+\s+set\b|\bdelete\s+from\b|\b(create|alter|drop)\s+(table|role|schema|"
                 r"index|database|function|trigger|user)\b|\bgrant\s+\w+.*\bto\b|\bset\s+(local|session)\b|^\s*(?-i:BEGIN|COMMIT|ROLLBACK|LISTEN|NOTIFY)\b",
                 re.IGNORECASE)

# expression, where it is looked for, why not. Written so that this file does not hold what it looks for.
WORDS = (
    (r"\b(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b", r"", "say it in an issue, or do it"),
    (r"(?<![A-Za-z])[aA][c]k(?![a-z])|(?<![A-Za-z])AC[K](?![A-Za-z])", r"\.(c|h|def|py|proto|sql)$",
     "accepted, sent or acknowledged: three things"),
)
PLACES = (
    (r"/wor[k]/|/roo[t]/[\w.]|/home/(?!\$)\w|/tm[p]/(build|brief)", r"", "a path of one machine"),
    (r"\b(npmj[s]\.(org|com)|pyp[i]\.org|pythonhos[t]ed|crate[s]\.io|docke[r]\.io|ghc[r]\.io|qua[y]\.io|de[b]\.debian\.org|rubygem[s]\.org|"
     r"proxy\.golan[g]\.org)\b", r"", "a host to download from belongs to the machine's own set-up"),
    (r"\b[A][I]\b|\bLL[M]s?\b|\blanguage mode[l]|\bcla[u]de\b|\banthropi[c]|\bchat\s?gp[t]|\bcopilo[t]\b", r"", "the project speaks of itself alone"),
)


def files_are_short():
    names = tree.select(r"\.(c|h|py|sh)$|^scripts/|(^|/)run$")
    lengths = [(name, tree.text(name).count("\n")) for name in names]
    return len(names), [(name, f"{length} lines, at most {FILE_LINES_MAX}") for name, length in lengths if length > FILE_LINES_MAX]


def all_functions(without=None):
    return [(name, function) for name in tree.select(OWN_C, without) for function in tree.functions(name)]


def functions_are_short():
    found = all_functions()
    return len(found), [(f"{name}:{function.name}", f"{function.length} lines, at most {FUNCTION_LINES_MAX}")
                        for name, function in found if function.length > FUNCTION_LINES_MAX]


def parameters_are_few():
    found = all_functions(without=r"^tests/")
    return len(found), [(f"{name}:{function.name}", f"{len(function.parameters)} parameters, at most {PARAMETERS_MAX}")
                        for name, function in found if len(function.parameters) > PARAMETERS_MAX]


def licence_is_named():
    names, findings = tree.select(SOURCE, without=STATEMENT), []
    for name in names:
        lines = tree.text(name).split("\n", 2)
        at = 1 if lines[0].startswith(("#!", "# shellcheck")) else 0  # these two work on the first line alone
        if "SPDX-License-Identifier: EUPL-1.2" not in "".join(lines[at:at + 1]):
            findings.append((name, "the first line is not the SPDX identifier"))
    return len(names), findings


def purpose_is_said():
    names = tree.select(r"\.(c|h|def)$")
    return len(names), [(name, "no sentence says what the file is for")
                        for name in names if not re.match(r"/\* SPDX[^\n]*\n \* \w", tree.text(name))]


def sql_is_in_sql():
    names = tree.select(OWN_C, without=r"^tests/")
    found = [(name, line, content) for name in names for line, content in tree.strings(name)]
    return len(found), [(f"{name}:{line}", f"SQL outside sql/: {content[:60]}") for name, line, content in found if SQL.search(content)]


def sql_has_headers():
    names, findings = tree.select(r"\.sql$"), []
    for name in names:
        header = re.sub(r"^-- SPDX[^\n]*\n", "", tree.text(name))
        if not re.match(r"-- \S", header):
            findings.append((name, "no header comment says what it does, takes and gives"))
    return len(names), findings


def libraries_have_one_user():
    count, findings = 0, []
    for name in tree.select(OWN_C):
        for line, text in enumerate(tree.text(name).splitlines(), 1):
            include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', text)
            if not include:
                continue
            count += 1
            findings += [(f"{name}:{line}", f"{include.group(1)} is not for this folder") for header, where in LIBRARIES
                         if re.search(header, include.group(1)) and not include.group(1).startswith(("transport/", "store/"))
                         and not re.search(where, name)]
    return count, findings


def public_functions_are_explained():
    """What can fail, and all that others are given to build on: a comment stands above the prototype or above the paragraph that it stands in.
    The file's own comment does not count."""
    count, findings = 0, []
    for name in tree.select(r"^(broker|services)/.*\.h$"):
        lines = tree.text(name).splitlines()
        commented = {line for first, last in tree.comments(name) if first > 1 for line in range(first, last + 1)}
        for function in tree.prototypes(name):
            if "/include/" not in name and not lines[function.first - 1].startswith("status_t "):
                continue
            count += 1
            line = function.last
            while line > 1 and lines[line - 1].strip() and line not in commented:
                line -= 1
            if line not in commented:
                findings.append((f"{name}:{function.name}", "no comment says what it does and which statuses it gives"))
    return count, findings


def named_documents_are_here():
    """Who reads `CONTRIBUTING.md, section 0` in a comment must be able to open it."""
    known = {name.split("/")[-1] for name in tree.files()}
    count, findings = 0, []
    for name in tree.select(SOURCE + r"|\.(md|txt)$"):
        for match in re.finditer(r"(?<![\w./-])(?:[\w.-]+/)*([\w-]+\.md)\b", tree.text(name)):
            count += 1
            if match.group(1) not in known:
                findings.append((f"{name}:{tree.line_at(tree.text(name), match.start())}", f"{match.group(0)} is not in the tree"))
    return count, findings


def scan(patterns):
    count, findings = 0, []
    for name in tree.files():
        if b"\0" in (tree.ROOT / name).read_bytes()[:4096]:
            continue
        content = tree.text(name)
        count += 1
        for expression, where, why in patterns:
            if re.search(where, name):
                findings += [(f"{name}:{tree.line_at(content, match.start())}", f"'{match.group(0)}': {why}")
                             for match in re.finditer(expression, content)]
    return count, findings


CHECKS = (
    ("files are short", files_are_short),
    ("functions are short", functions_are_short),
    ("parameters are few", parameters_are_few),
    ("licence is named", licence_is_named),
    ("purpose is said", purpose_is_said),
    ("public functions are explained", public_functions_are_explained),
    ("SQL is in sql/", sql_is_in_sql),
    ("SQL files have headers", sql_has_headers),
    ("libraries have one user", libraries_have_one_user),
    ("named documents are here", named_documents_are_here),
    ("words are ours", lambda: scan(WORDS)),
    ("places are nobody's machine", lambda: scan(PLACES)),
)
