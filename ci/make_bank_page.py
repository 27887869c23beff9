#!/usr/bin/env python3
"""Writes docs/bank.md from what the program says of itself.

usage: ci/make_bank_page.py build/release/relapse    (runs `relapse bank`; takes a minute or two)
"""
import json
import pathlib
import subprocess
import sys

HEAD = """# The bank

Every known bug of the PlanetScale engine, of the provider it drives, and of migration recovery that can be expressed, switched
on in turn; what cannot, and why, is in [bank_not_expressible.md](bank_not_expressible.md). `relapse bank` explores each exhaustively with at
most two faults (one where its row says so) and asks four things: does an invariant that the bug is known to violate fire; does
the smallest plan hold with the bug off; does the run without faults hold with it on; how many signatures does one root cause
give (1 is right). A bug that survives is a hole in the harness.

Ids are the family, `planetscale/` or `migrations/`, and a slug. "Shows without a fault" marks bugs whose source says that
they need none beyond the world they live in. How to add one: [recipes/add-a-defect.md](recipes/add-a-defect.md).

This page is written by `ci/make_bank_page.py`; change the rows in `scenarios/bank/` instead of it.

"""


def last_json(*command):
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(run.stdout.strip().split("\n")[-1])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = sys.argv[1]
    listed = {d["id"]: d for d in last_json(program, "list", "--json")["defects"]}
    bank = last_json(program, "bank", "--quiet", "--json")
    lines = ["| defect | known from | what goes wrong | killed by | histories | smallest plan | signatures |",
             "|---|---|---|---|--:|---|--:|"]
    for row in bank["defects"]:
        info = listed[row["id"]]
        plan = row["plan"] if row["faults"] else "shows without a fault"
        lines.append(f"| {row['id']} | {info['source']} | {info['summary']} | {row['invariant']} | "
                     f"{row['histories']} | {plan} | {row['signatures']} |")
    total = f"\n{bank['killed']} of {bank['total']} killed.\n"
    page = pathlib.Path(__file__).resolve().parent.parent / "docs" / "bank.md"
    temporary = page.with_suffix(".md.tmp")
    temporary.write_text(HEAD + "\n".join(lines) + "\n" + total, encoding="utf-8")
    temporary.rename(page)


if __name__ == "__main__":
    main()
