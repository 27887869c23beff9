#!/usr/bin/env python3
"""Every rule of ci/check_workflows.py fires on what breaks it, and is silent on what does not."""
import unittest

import check_workflows


def messages(text):
    return [message for _, message in check_workflows.problems_of(text, lambda script: script == "ci/there.sh")]


class WorkflowRules(unittest.TestCase):
    def test_what_is_right_is_silent(self):
        self.assertEqual(messages("      - run: ci/there.sh ${{ matrix.shard }}/4 out\n"
                                  f"      - uses: actions/checkout@{'a' * 40} # v4\n"
                                  '          command: ["ci/there.sh"]\n'), [])

    def test_only_scripts_of_ci_are_run(self):
        for run in ["make test", "ci/there.sh && make", "ci/there.sh; true", "|", "ci/there.sh | tee log"]:
            self.assertIn("call one ci/*.sh", messages(f"  - run: {run}")[0], run)
        self.assertIn("call one ci/*.sh", messages('  command: ["sh", "-c", "true"]')[0])

    def test_the_script_is_there(self):
        self.assertIn("no such script", messages("  run: ci/gone.sh")[0])

    def test_actions_are_pinned(self):
        for action in ["actions/checkout@v4", "actions/checkout", "actions/checkout@abc123"]:
            self.assertIn("pin the action", messages(f"  - uses: {action}")[0], action)


if __name__ == "__main__":
    unittest.main()
