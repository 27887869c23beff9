#!/usr/bin/env python3
"""Runs what the README shows and compares what it says.

Each line of a block fenced as ```sh is run; "# exits N" before it says which exit code is right, else 0 is.
Of a block fenced as ```text each line "$ command" is run, and the lines below it must be among the lines
that the command prints, in that order: samples are abridged, never written by hand. Wall times, counts of
histories and the numbers of counterexample files are not compared.
ci/test.sh calls this script, so it is the one command that is not run. Needs build/release/relapse.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CALLER = "ci/test.sh"
VIOLATED = 1


def blocks(text, language):
    """The lines of each block fenced as `language`."""
    return [match.group(1).splitlines()
            for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


def commands(text):
    """Each command of the ```sh blocks with the exit code it is to give."""
    for lines in blocks(text, "sh"):
        wanted = 0
        for line in lines:
            if match := re.fullmatch(r"# exits (\d+)", line):
                wanted = int(match.group(1))
            elif line and not line.startswith("#"):
                yield line, wanted
                wanted = 0


def samples(text):
    """Each command of the ```text blocks with the lines shown below it."""
    for lines in blocks(text, "text"):
        shown = None
        for line in lines:
            if line.startswith("$ "):
                if shown is not None:
                    yield command, shown
                command, shown = line[2:], []
            elif shown is not None and line.strip():
                shown.append(line)
        if shown is not None:
            yield command, shown


def normalised(line):
    """The line without what may differ between runs or grows with every fault added."""
    line = re.sub(r"-[0-9a-f]{8}\.json", "-ID.json", line.rstrip())
    line = re.sub(r"\b(\d+ min )?\d+(\.\d+)? (s|ms)\b(?=[;,)]|$)", "TIME", line)
    return re.sub(r"\b\d[\d,]*(?= (histories|effects|merges|edges|crash states|crashes|runs|violating))",
                  "COUNT", line)


def first_missing(shown, printed):
    """The first shown line that is not printed behind the one before it, or None."""
    rest = iter([normalised(line) for line in printed])
    for line in shown:
        if normalised(line) not in rest:  # `in` moves the iterator on to the match
            return line
    return None


def present(command, folder):
    """The command with the counterexample file that is there instead of the one that the README shows."""
    def there(match):
        found = sorted(pathlib.Path(folder).glob(match.group(1) + "-*.json"))
        return str(found[0].relative_to(folder)) if found else match.group(0)
    return re.sub(r"\b(out/[\w-]+?)-[0-9a-f]{8}\.json", there, command)


def run(command, folder):
    environment = dict(os.environ, PATH=f"{ROOT / 'build/release'}:{os.environ['PATH']}")
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def check_command(command, wanted):
    if command.split()[0] == CALLER:
        return None
    result = run(command, ROOT)
    if result.returncode == wanted:
        return None
    end = "\n".join(result.stdout.splitlines()[-20:])
    return f"exit {result.returncode} instead of {wanted}: {command}\n{end}"


def check_sample(command, shown, folder):
    if not shown:
        return f"no output is shown below: {command}"
    result = run(present(command, folder), folder)
    missing = first_missing(shown, result.stdout.splitlines())
    if result.returncode not in (0, VIOLATED):
        return f"exit {result.returncode}: {command}\n{result.stdout}"
    if missing is None:
        return None
    return f"{command}\ndoes not print, or not there:\n{missing}\nit prints:\n{result.stdout}"


def main():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    to_run, to_compare = list(commands(text)), list(samples(text))
    if not to_run or not to_compare:
        print("README: no command block, or no sample of output", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        problems = [check_sample(command, shown, folder) for command, shown in to_compare]
    problems += [check_command(command, wanted) for command, wanted in to_run]
    problems = [problem for problem in problems if problem]
    for problem in problems:
        print(f"README: {problem}", file=sys.stderr)
    print(f"{len(to_run)} commands and {len(to_compare)} samples of the README, {len(problems)} wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
