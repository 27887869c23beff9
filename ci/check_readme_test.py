#!/usr/bin/env python3
"""check_readme.py finds what a README shows and refuses a sample that is not what the command prints."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import check_readme  # noqa: E402

PRINTED = ["VIOLATED  S-ONE", "  found in history 3,449 (2.4 s), 2 faults", "    2.000 s  create", "    4.000 s  deploy",
           "replay   relapse replay out/S-ONE-057a7bab.json", "1 signature in 67 violating of 8,013 histories, 1 min 5 s"]


class Blocks(unittest.TestCase):
    def test_every_line_of_a_command_block_is_a_command(self):
        text = "```sh\na b   # why\n# a remark\n\n# exits 2\nc\nd\n```\ntext\n```text\n$ e\nno\n```\n```\nf\n```\n"
        self.assertEqual(list(check_readme.commands(text)), [("a b   # why", 0), ("c", 2), ("d", 0)])

    def test_a_sample_is_a_command_and_the_lines_below_it(self):
        text = "```text\n$ a b\none\n\n two\n$ c\nthree\n```\n"
        self.assertEqual(list(check_readme.samples(text)), [("a b", ["one", " two"]), ("c", ["three"])])


class Samples(unittest.TestCase):
    def assert_missing(self, shown, missing):
        self.assertEqual(check_readme.first_missing(shown, PRINTED), missing)

    def test_an_abridged_sample_is_right(self):
        self.assert_missing([PRINTED[0], PRINTED[2], PRINTED[4]], None)

    def test_wall_times_counts_and_file_numbers_may_differ(self):
        self.assert_missing(["  found in history 3,449 (9.9 s), 2 faults",
                             "replay   relapse replay out/S-ONE-11111111.json",
                             "1 signature in 68 violating of 9 histories, 77 ms"], None)

    def test_other_words_times_of_the_history_and_orders_are_wrong(self):
        self.assert_missing(["VIOLATED  S-TWO"], "VIOLATED  S-TWO")
        self.assert_missing(["    3.000 s  create"], "    3.000 s  create")
        self.assert_missing([PRINTED[3], PRINTED[2]], PRINTED[2])
        self.assert_missing([PRINTED[0], PRINTED[0]], PRINTED[0])

    def test_a_sample_without_output_or_of_a_failed_command_is_wrong(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("no output", check_readme.check_sample("true", [], folder))
            self.assertIn("exit 5", check_readme.check_sample("echo a; exit 5", ["a"], folder))
            self.assertIsNone(check_readme.check_sample("echo a; exit 1", ["a"], folder))

    def test_a_sample_names_the_counterexample_that_was_written(self):
        with tempfile.TemporaryDirectory() as folder:
            name = pathlib.Path(folder) / "out" / "S-ONE-11111111.json"
            name.parent.mkdir()
            name.write_text("held\n", encoding="utf-8")
            self.assertIsNone(check_readme.check_sample("cat out/S-ONE-057a7bab.json", ["held"], folder))
            self.assertIn("exit 1", check_readme.check_command("cat out/S-ONE-057a7bab.json", 0))

    def test_a_command_with_another_exit_code_is_wrong(self):
        self.assertIn("exit 3 instead of 0", check_readme.check_command("exit 3", 0))
        self.assertIsNone(check_readme.check_command("exit 3", 3))


if __name__ == "__main__":
    unittest.main()
