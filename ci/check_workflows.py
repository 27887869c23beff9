#!/usr/bin/env python3
"""Checks the ready-made workflows: they run ci/*.sh that are there and nothing else, actions are pinned by hash.

usage: ci/check_workflows.py [ROOT]    Prints one "file:line: message" for each problem; exits with 1 if there is any.
"""
import pathlib
import re
import sys


def problems_of(text, exists):
    """Every (line, message) of one workflow or manifest. `exists` says whether a file of the repository is there."""
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*(?:- )?uses:\s*(\S+)", line):
            if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", match.group(1)):
                yield number, f"{match.group(1)}: pin the action by the hash of a commit"
        match = (re.match(r"\s*(?:- )?run:\s*(.*)", line) or re.match(r'\s*command:\s*\["([^"]*)"\]', line) or
                 re.match(r"\s*(command:.*)", line))
        if not match:
            continue
        script = match.group(1).split(" ")[0]
        if not re.fullmatch(r"ci/[\w/]+\.sh", script) or re.search(r"[;&|]", match.group(1)):
            yield number, f"{match.group(1)}: call one ci/*.sh, so that everybody can run the same"
        elif not exists(script):
            yield number, f"{script}: there is no such script"


def main(arguments):
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).resolve().parent.parent)
    files = sorted([*root.glob("ci/github/*.yml"), *root.glob("ci/fleet/*.yaml")])
    problems = [f"{path.relative_to(root)}:{number}: {message}" for path in files
                for number, message in problems_of(path.read_text(encoding="utf-8"),
                                                   lambda script: (root / script).is_file())]
    for problem in problems:
        print(problem)
    print(f"check_workflows: {len(files)} files, {len(problems)} problems", file=sys.stderr)
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
