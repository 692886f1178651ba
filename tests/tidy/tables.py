# SPDX-License-Identifier: EUPL-1.2
"""The tables and what lists them: every row is used, every text is there in both languages, every printed block is fresh."""
import re
import subprocess

import tree

ARCHITECTURE = "ARCHITECTURE.md"
# Between the two marks stands what the program prints, in a code fence or without one:
#   <!-- printed by: stafet-broker print flows contact --format dot -->  …  <!-- end of what is printed -->
PRINTED = re.compile(r"<!-- printed by: stafet-broker (?P<words>[\w .-]+?) -->\n(?P<block>.*?)<!-- end of what is printed -->", re.DOTALL)
ITEM = re.compile(r'^X\("(?P<code>[^"]+)"\s*,(?P<rest>.*)\)\s*$', re.MULTILINE)
REQUIRED = re.compile(r'\b(?:need|miss)\([^;{}]*?, "(?P<code>[^"]+)"\)\s*;')
ROW = re.compile(r"^X\((?P<name>\w+)\s*,(?P<rest>.*)\)\s*$", re.MULTILINE)


def rows(name):
    return [(match["name"], match["rest"]) for match in ROW.finditer(tree.text(name))]


def code_of_programs():
    return "\n".join(tree.code(name) for name in tree.select(r"^(broker|services)/.*\.(c|h|def)$"))


def unused(table, prefix):
    words = set(re.findall(r"\w+", code_of_programs()))
    names = [name for name, _ in rows(table)]
    return len(names), [(f"{table}:{name}", "is used nowhere") for name in names if prefix + name not in words]


def statuses_have_texts():
    table = "broker/base/status.def"
    found, findings = rows(table), []
    for name, rest in found:
        texts = re.findall(r'"([^"]*)"', rest)
        if len(texts) != 2 or any(not text.strip() for text in texts) or texts[0] == texts[1]:
            findings.append((f"{table}:{name}", "lacks its English or its Danish text"))
    return len(found), findings


def required_items():
    """(place, code) of each item that a rule of the flows finds missing: need(…, "code"), miss(…, "code")."""
    found = []
    for name in tree.select(r"^broker/flow/.*\.c$"):
        content = tree.text(name)
        found += [(f"{name}:{tree.line_at(content, match.start())}", match["code"]) for match in REQUIRED.finditer(content)]
    grounds = "broker/flow/ground.def"  # each row names the item that tells it
    found += [(grounds, code) for code in re.findall(r'^G\(.*?"(ground\.\w+)"', tree.text(grounds), re.M)]
    return found


def items_have_texts():
    table = "broker/model/item.def"
    items, required, findings = ITEM.findall(tree.text(table)), required_items(), []
    codes = [code for code, _ in items]
    for code, rest in items:
        texts = re.findall(r'"([^"]*)"', rest)
        if len(texts) != 2 or any(not text.strip() for text in texts) or texts[0] == texts[1]:
            findings.append((f"{table}:{code}", "lacks its English or its Danish text"))
    findings += [(place, f"'{code}' has no row in {table}") for place, code in required if code not in codes]
    findings += [(f"{table}:{code}", "is required nowhere") for code in codes if code not in {code for _, code in required}]
    findings += [(f"{table}:{code}", f"stands after {before}") for before, code in zip(codes, codes[1:]) if before >= code]
    return len(items) and len(required), findings


def unfenced(block):
    lines = [line.rstrip() for line in block.strip("\n").splitlines() if not line.startswith("```")]
    return "\n".join(lines).strip("\n")


def broker_program():
    """Builds it in the tests' own build folder, where it usually is already."""
    built = subprocess.run(["bash", "-c", f". '{tree.ROOT}/scripts/lib/common.sh' && build test stafet-broker"], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, check=False)
    if built.returncode != 0:
        raise RuntimeError("stafet-broker does not build: " + built.stdout[-500:])
    return tree.ROOT / "build/test/broker/stafet-broker"


def printed_blocks_are_fresh():
    if ARCHITECTURE not in tree.files():
        return 0, [(ARCHITECTURE, "is missing, so no diagram was compared")]
    blocks = list(PRINTED.finditer(tree.text(ARCHITECTURE)))
    if not blocks:
        return 0, [(ARCHITECTURE, "has no block '<!-- printed by: stafet-broker print … -->', so no diagram was compared")]
    program, findings = broker_program(), []
    for block in blocks:
        printed = subprocess.run([program, *block["words"].split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        place = f"{ARCHITECTURE}:{tree.line_at(tree.text(ARCHITECTURE), block.start())}"
        if printed.returncode != 0:
            findings.append((place, f"'{block['words']}' failed: {printed.stderr.strip()[:200]}"))
        elif unfenced(printed.stdout) != unfenced(block["block"]) or not unfenced(printed.stdout):
            findings.append((place, f"is not what '{block['words']}' prints; paste it again"))
    return len(blocks), findings


CHECKS = (
    ("statuses have both texts", statuses_have_texts),
    ("items have both texts", items_have_texts),
    ("statuses are used", lambda: unused("broker/base/status.def", "STATUS_")),
    ("log events are used", lambda: unused("broker/base/log.def", "LOG_EVENT_")),
    ("printed blocks are fresh", printed_blocks_are_fresh),
)
