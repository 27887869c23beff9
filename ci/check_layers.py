#!/usr/bin/env python3
"""Checks what no compiler checks: who includes whom, file lengths, header guards, banned words.

The rules are the tables below; ARCHITECTURE.md explains them. Prints one "file:line: message" for
each problem and exits with 1 if there is any. Runs from anywhere: check_layers.py [ROOT].
"""

import pathlib
import re
import subprocess
import sys

# Who may include whom. A folder stands for itself and everything below it; the longest entry that
# holds a file is its rule. Including one's own folder is always allowed.
BASE = ["harness/core", "harness/effect"]
MECHANISM = BASE + ["harness/world", "harness/oracle", "harness/simulation"]
ALLOWED = {
    "harness/core": [],
    "harness/effect": ["harness/core"],
    "harness/world": BASE,
    "harness/oracle": BASE + ["harness/world"],
    "harness/simulation": BASE + ["harness/world", "harness/oracle"],
    "fault_injection": MECHANISM,
    "harness/explore": MECHANISM + ["fault_injection"],
    "harness/report": MECHANISM + ["fault_injection", "harness/explore"],
    "harness/cli": MECHANISM + ["fault_injection", "harness/explore", "harness/report"],
    "schema": ["harness/core"],
    "orchestration/ports": BASE,
    # A component sees its ports and nothing else: no other component, no fake, no simulation.
    "orchestration/*": BASE + ["orchestration/ports", "schema"],
    "fakes": BASE + ["harness/world", "orchestration/ports", "schema"],
    "backends": BASE + ["orchestration/ports", "schema"],
    "scenarios": ["harness", "fault_injection", "orchestration", "fakes", "backends", "schema"],
    # Production commands: no fake, no simulation, no fault.
    "tools": BASE + ["orchestration", "backends", "schema"],
    "benchmarks": ["harness", "fault_injection", "orchestration", "fakes", "scenarios", "schema"],
    "tests": ["harness", "fault_injection", "orchestration", "fakes", "backends", "scenarios",
              "schema", "tools"],
}

MOST_LINES = 500
COUNTED = (".h", ".cc", ".py", ".sh", ".cmake", "CMakeLists.txt")

# What makes a history differ from one run to the next, and what to use instead.
BANNED = [
    (r"\bunordered_\w+", "iteration order differs between runs; use a sorted vector, std::map or HashIndex"),
    (r"\b(?:std::)?s?rand\s*\(", "use harness/core/rng.h"),
    (r"\brandom_device\b", "use harness/core/rng.h"),
    (r"\bsystem_clock\b", "use the runtime port"),
    (r"\bsteady_clock\b", "use the runtime port"),
    (r"\bgetenv\b", "pass it as an option"),
    (r"\bsleep_for\b", "waiting is an effect: Wait"),
    (r"\bstd::thread\b", "use TaskRunner"),
]
BANNED_ALLOWED_IN = ["harness/cli", "backends", "tools"]
# file -> the banned thing it may use, with the reason.
EXCEPTIONS = {
    # A proxy between a real client and a real server waits for both at once.
    "tests/conformance/wire_proxy.cc": r"\bstd::thread\b",
    "tests/conformance/wire_proxy.h": r"\bstd::thread\b",
    # Tables and memos are shared by threads of a real program.
    "tests/schema/mysql_memo_test.cc": r"\bstd::thread\b",
    "tests/harness/stable_table_test.cc": r"\bstd::thread\b",
    # Whether the goldens are to be written anew is asked of whoever runs the tests.
    "tests/harness/cli_golden_test.cc": r"\bgetenv\b",
}

# The harness and the faults are mechanism: they name no database and no provider.
NAMELESS = ["harness", "fault_injection"]
NAMES = re.compile(r"planetscale|vitess|vtgate|mysql|postgres|mariadb", re.IGNORECASE)


def holds(folder, path):
    """Whether `path` (a file or folder) lies in `folder`; a last part of * matches one name."""
    if folder.endswith("/*"):
        parent = folder[:-2]
        return path.startswith(parent + "/")
    return path == folder or path.startswith(folder + "/")


def rule_of(path):
    """The entry of ALLOWED that a file falls under, or None."""
    # A wildcard is weaker than the same path spelled out.
    matching = [folder for folder in ALLOWED if holds(folder, path)]
    return max(matching, key=lambda f: (f.count("/"), not f.endswith("*"), len(f)), default=None)


def own_folder(rule, path):
    """What a file may always include: the folder its rule stands for."""
    if rule.endswith("/*"):
        return "/".join(path.split("/")[: rule.count("/") + 1])
    return rule


def without_comments_and_strings(text):
    """The code alone, line by line as in the file."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'',
                         re.DOTALL)
    return pattern.sub(lambda match: "\n" * match.group(0).count("\n"), text)


def check_includes(path, text):
    rule = rule_of(path)
    if rule is None:
        yield 1, "lies in no known folder: add it to ALLOWED in ci/check_layers.py"
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not match:
            continue
        included = match.group(1)
        if included.endswith(".inc"):  # made by the build, so in no folder of the repository
            continue
        if "/" not in included:
            yield number, f'"{included}": includes start at the root of the repository'
            continue
        folder = included.rsplit("/", 1)[0]
        if holds(own_folder(rule, path), folder):
            continue
        if not any(holds(allowed, folder) for allowed in ALLOWED[rule]):
            yield number, f"{rule} must not see {folder}"


def check_length(path, text):
    lines = text.count("\n")
    if path.endswith(COUNTED) and lines > MOST_LINES:
        yield MOST_LINES + 1, f"{lines} lines, at most {MOST_LINES}: split the file"


def check_guard(path, text):
    if not path.endswith(".h"):
        return
    guard = re.sub(r"[/.]", "_", path).upper() + "_"
    lines = text.splitlines()
    opening = [n for n, line in enumerate(lines, 1) if line.startswith("#ifndef ")]
    first = opening[0] if opening else 1
    if not opening or lines[first - 1] != f"#ifndef {guard}" or \
            len(lines) <= first or lines[first] != f"#define {guard}":
        yield first, f"the header guard must be {guard}"


def check_banned(path, text):
    if any(holds(folder, path) for folder in BANNED_ALLOWED_IN):
        return
    code = without_comments_and_strings(text)
    for number, line in enumerate(code.splitlines(), 1):
        for pattern, remedy in BANNED:
            found = re.search(pattern, line)
            if found and EXCEPTIONS.get(path) != pattern:
                yield number, f"{found.group(0).strip()} is banned: {remedy}"


def check_names(path, text):
    if not any(holds(folder, path) for folder in NAMELESS):
        return
    for number, line in enumerate(without_comments_and_strings(text).splitlines(), 1):
        found = NAMES.search(line)
        if found:
            yield number, f'"{found.group(0)}": the harness names no database and no provider'


CODE_RULES = [check_includes, check_guard, check_banned, check_names]


def check_file(path, text):
    """Every problem of one file as "path:line: message"."""
    problems = []
    rules = [check_length] + (CODE_RULES if path.endswith((".h", ".cc")) else [])
    for rule in rules:
        problems += [(number, message) for number, message in rule(path, text)]
    return [f"{path}:{number}: {message}" for number, message in sorted(problems)]


def sources(root):
    """Files of the repository, also those not yet added."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True).stdout.split("\0")
    for path in sorted(set(listed)):
        if path.endswith(COUNTED) and (root / path).is_file():
            yield path


def main(arguments):
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).resolve().parent.parent)
    problems, count = [], 0
    for path in sources(root):
        count += 1
        problems += check_file(path, (root / path).read_text(encoding="utf-8"))
    for problem in problems:
        print(problem)
    print(f"check_layers: {count} files, {len(problems)} problems", file=sys.stderr)
    if count == 0:
        print("check_layers: found nothing to check", file=sys.stderr)
        return 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
