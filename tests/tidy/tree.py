# SPDX-License-Identifier: EUPL-1.2
"""What the checks look at: the files of the tree, and C read far enough to find functions, prototypes, strings and comments."""
import functools
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PURE_LAYERS = ("base", "model", "wire", "session", "flow", "directory", "delivery", "audit")


@functools.lru_cache(maxsize=None)
def files():
    """Every file that is or may become part of the project, as paths below ROOT."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            check=True, stdout=subprocess.PIPE, text=True).stdout
    return tuple(sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file()))


def select(pattern, without=None):
    """The files whose path matches one expression and does not match the other."""
    return [name for name in files() if re.search(pattern, name) and not (without and re.search(without, name))]


@functools.lru_cache(maxsize=None)
def text(name):
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def line_at(content, offset):
    return content.count("\n", 0, offset) + 1


TOKENS = re.compile(r'(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>"(?:\\.|[^"\\\n])*")|(?P<char>\'(?:\\.|[^\'\\\n])*\')', re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)


def spaces(match):
    return re.sub(r"[^\n]", " ", match.group(0))


@functools.lru_cache(maxsize=None)
def code(name):
    """The C of a file with comments, texts and preprocessor lines as blanks; every offset and line stays where it was."""
    return DIRECTIVE.sub(spaces, TOKENS.sub(spaces, text(name)))


def strings(name):
    """(line, text) of each string; strings that stand side by side are one."""
    found, end = [], -1
    for match in TOKENS.finditer(text(name)):
        if match.lastgroup != "string":
            continue
        between = text(name)[end:match.start()] if end >= 0 else "x"
        if between.strip() == "" and found:
            found[-1] = (found[-1][0], found[-1][1] + match.group(0)[1:-1])
        else:
            found.append((line_at(text(name), match.start()), match.group(0)[1:-1]))
        end = match.end()
    return found


def comments(name):
    """(first line, last line) of each comment."""
    content = text(name)
    return [(line_at(content, match.start()), line_at(content, match.end() - 1))
            for match in TOKENS.finditer(content) if match.lastgroup == "comment"]


class Function:
    """One function: its name, its first and last line, and its parameters as they are written."""

    def __init__(self, name, first, last, parameters):
        self.name, self.first, self.last, self.parameters = name, first, last, parameters

    @property
    def length(self):
        return self.last - self.first + 1


ATTRIBUTE = re.compile(r"__attribute__\s*\(\([^()]*(?:\([^()]*\)[^()]*)*\)\)|\bMUST_CHECK\b|\b_Noreturn\b")


def split_parameters(inside):
    """The parameters of a list; an ellipsis and `void` are none."""
    parts, depth, start = [], 0, 0
    for index, letter in enumerate(inside + ","):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append(inside[start:index].strip())
            start = index + 1
    return [part for part in parts if part not in ("", "void", "...")]


def read_head(head):
    """(name, parameters) of `type name(parameters)`; None where the text is something else."""
    head = ATTRIBUTE.sub(spaces, head).rstrip()
    if not head.endswith(")"):
        return None
    depth, index = 0, len(head) - 1
    while index >= 0:
        depth += (head[index] == ")") - (head[index] == "(")
        if depth == 0:
            break
        index -= 1
    name = re.search(r"([A-Za-z_]\w*)\s*$", head[:index])
    before = head[:name.start()] if name else ""
    if not name or before.strip() == "" or "=" in before or re.search(r"\btypedef\b", before):
        return None
    return name.group(1), split_parameters(head[index + 1:-1])


def pieces(content):
    """(kind, start, end, end of body) of what stands on a file's outermost level: 'body' = text before a brace, 'line' = text before a semicolon."""
    depth, start, opened = 0, 0, 0
    for match in re.finditer(r"[{};]", content):
        letter = match.group(0)
        if letter == "{":
            if depth == 0:
                opened = match.start()
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield "body", start, opened, match.end()
                start = match.end()
        elif depth == 0:
            yield "line", start, match.start(), match.end()
            start = match.end()


def found_functions(name, wanted):
    content = code(name)
    for kind, start, end, close in pieces(content):
        head = read_head(content[start:end]) if kind == wanted else None
        if head:
            first = start + len(content[start:end]) - len(content[start:end].lstrip())
            yield Function(head[0], line_at(content, first), line_at(content, close - 1), head[1])


def functions(name):
    """The functions that a file defines."""
    return list(found_functions(name, "body"))


def prototypes(name):
    """The functions that a file declares, and the inline ones that it defines."""
    return sorted([*found_functions(name, "line"), *found_functions(name, "body")], key=lambda function: function.first)
