#!/usr/bin/env python3
"""Each rule of check_layers.py fires on a file that breaks it and is silent on one that does not."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import check_layers  # noqa: E402


def problems(path, text):
    return check_layers.check_file(path, text)


def include(path):
    return f'#include "{path}"\n'


class IncludeGraph(unittest.TestCase):
    def assert_forbidden(self, path, included):
        found = problems(path, "\n" + include(included))
        self.assertEqual(len(found), 1, (path, included, found))
        self.assertTrue(found[0].startswith(f"{path}:2: "), found[0])
        self.assertIn("must not see", found[0])

    def assert_allowed(self, path, included):
        self.assertEqual(problems(path, include(included)), [])

    def test_lower_layers_do_not_see_higher_ones(self):
        self.assert_forbidden("harness/core/rng.cc", "harness/effect/gate.h")
        self.assert_forbidden("harness/effect/gate.cc", "harness/world/world.h")
        self.assert_forbidden("harness/world/world.cc", "harness/oracle/monitors.h")
        self.assert_forbidden("harness/oracle/monitors.cc", "harness/simulation/history.h")
        self.assert_forbidden("harness/simulation/simulation.cc", "fault_injection/fault.h")
        self.assert_forbidden("harness/simulation/simulation.cc", "harness/explore/explorer.h")
        self.assert_forbidden("fault_injection/fault.cc", "harness/explore/explorer.h")
        self.assert_forbidden("harness/explore/explorer.cc", "harness/report/table.h")
        self.assert_forbidden("harness/report/table.cc", "harness/cli/console.h")

    def test_higher_layers_see_lower_ones(self):
        self.assert_allowed("harness/simulation/simulation.cc", "harness/world/world.h")
        self.assert_allowed("harness/explore/explorer.cc", "fault_injection/fault.h")
        self.assert_allowed("harness/cli/main.cc", "harness/report/table.h")
        self.assert_allowed("scenarios/catalogue.cc", "fakes/storage/fake_storage.h")
        self.assert_allowed("orchestration/ports/vtgate.h".replace(".h", ".cc"), "harness/effect/port.h")

    def test_the_harness_sees_no_port_and_no_scenario(self):
        self.assert_forbidden("harness/explore/explorer.cc", "orchestration/ports/vtgate.h")
        self.assert_forbidden("fault_injection/fault.cc", "orchestration/ports/vtgate.h")
        self.assert_forbidden("harness/cli/main.cc", "scenarios/catalogue.h")

    def test_a_component_sees_its_ports_only(self):
        self.assert_allowed("orchestration/planetscale/engine.cc", "orchestration/ports/vtgate.h")
        self.assert_allowed("orchestration/planetscale/engine.cc", "orchestration/planetscale/retry.h")
        self.assert_allowed("orchestration/planetscale/engine.cc", "schema/mysql/parser.h")
        self.assert_forbidden("orchestration/planetscale/engine.cc", "orchestration/other/engine.h")
        self.assert_forbidden("orchestration/planetscale/engine.cc", "fakes/vitess/like.h")
        self.assert_forbidden("orchestration/planetscale/engine.cc", "harness/world/world.h")
        self.assert_forbidden("orchestration/ports/vtgate.cc", "orchestration/planetscale/retry.h")

    def test_fakes_and_backends_never_see_each_other(self):
        self.assert_forbidden("fakes/vitess/like.cc", "backends/runtime/threads.h")
        self.assert_forbidden("backends/runtime/threads.cc", "fakes/vitess/like.h")
        self.assert_forbidden("fakes/vitess/like.cc", "orchestration/planetscale/retry.h")

    def test_the_schema_sees_the_core_only(self):
        self.assert_allowed("schema/mysql/parser.cc", "harness/core/text.h")
        self.assert_forbidden("schema/mysql/parser.cc", "harness/world/world.h")

    def test_tools_are_production(self):
        self.assert_allowed("tools/apply.cc", "backends/runtime/threads.h")
        self.assert_forbidden("tools/apply.cc", "fakes/vitess/like.h")
        self.assert_forbidden("tools/apply.cc", "harness/simulation/history.h")

    def test_a_name_that_only_begins_alike_is_another_folder(self):
        self.assert_forbidden("harness/effect/gate.cc", "harness/core_extras/rng.h")

    def test_unknown_folders_are_reported(self):
        self.assertIn("no known folder", problems("misc/a.cc", "")[0])

    def test_generated_files_lie_in_no_folder(self):
        self.assert_allowed("scenarios/planetscale/masks/masks.cc", "masks/apply.inc")

    def test_includes_start_at_the_root(self):
        self.assertIn("root of the repository", problems("harness/core/rng.cc", include("hash.h"))[0])


class Lengths(unittest.TestCase):
    def test_500_lines_are_the_most(self):
        for path in ["harness/core/long.cc", "ci/long.py", "ci/long.sh", "tests/CMakeLists.txt"]:
            self.assertEqual(problems(path, "\n" * 500), [])
            found = problems(path, "\n" * 501)
            self.assertEqual(len(found), 1)
            self.assertTrue(found[0].startswith(f"{path}:501: 501 lines"), found[0])


class HeaderGuards(unittest.TestCase):
    def guarded(self, name):
        return f"// a header\n#ifndef {name}\n#define {name}\n#endif  // {name}\n"

    def test_the_guard_is_the_path(self):
        self.assertEqual(problems("harness/core/rng.h", self.guarded("HARNESS_CORE_RNG_H_")), [])
        self.assertIn("HARNESS_CORE_RNG_H_", problems("harness/core/rng.h", self.guarded("RNG_H_"))[0])

    def test_a_guard_is_needed(self):
        self.assertEqual(len(problems("harness/core/rng.h", "#pragma once\n")), 1)
        self.assertEqual(len(problems("harness/core/rng.h", "#ifndef HARNESS_CORE_RNG_H_\n")), 1)

    def test_sources_need_none(self):
        self.assertEqual(problems("harness/core/rng.cc", ""), [])


class BannedThings(unittest.TestCase):
    USES = {
        "unordered_map": "std::unordered_map<int, int> map;",
        "rand(": "int x = rand();",
        "random_device": "std::random_device device;",
        "system_clock": "auto t = std::chrono::system_clock::now();",
        "steady_clock": "auto t = std::chrono::steady_clock::now();",
        "getenv": 'auto* e = std::getenv("HOME");',
        "sleep_for": "std::this_thread::sleep_for(x);",
        "std::thread": "std::thread thread(f);",
    }

    def test_each_is_reported_where_it_stands(self):
        self.assertEqual(len(self.USES), len(check_layers.BANNED))
        for name, use in self.USES.items():
            found = problems("harness/world/world.cc", "\n\n" + use + "\n")
            self.assertEqual(len(found), 1, name)
            self.assertTrue(found[0].startswith(f"harness/world/world.cc:3: {name}"), found[0])

    def test_the_edges_may_use_them(self):
        for folder in ["harness/cli", "backends/runtime", "tools"]:
            for use in self.USES.values():
                self.assertEqual(problems(f"{folder}/a.cc", use), [])

    def test_comments_and_strings_may_name_them(self):
        self.assertEqual(problems("harness/world/world.cc", "// no std::thread here\n"), [])
        self.assertEqual(problems("harness/world/world.cc", "/* no\n getenv */ int x;\n"), [])
        self.assertEqual(problems("harness/world/world.cc", 'Say("no rand() here");\n'), [])

    def test_longer_names_are_other_names(self):
        self.assertEqual(problems("harness/world/world.cc", "operand(1); std::thread_local_x y;\n"), [])

    def test_an_exception_holds_for_its_file_and_its_word(self):
        path = "tests/schema/mysql_memo_test.cc"
        self.assertEqual(problems(path, "std::thread thread(f);"), [])
        self.assertEqual(len(problems(path, "getenv(x);")), 1)
        self.assertEqual(len(problems("tests/schema/other_test.cc", "std::thread thread(f);")), 1)


class Names(unittest.TestCase):
    def test_the_harness_names_no_database(self):
        self.assertIn("MySql", problems("harness/world/world.cc", "struct MySqlThing;\n")[0])
        self.assertIn("vitess", problems("fault_injection/fault.cc", "int vitess_rows;\n")[0])

    def test_examples_in_comments_may(self):
        self.assertEqual(problems("harness/effect/port.h", "\n".join([
            "//   class VtGate : public PortOf<ShowVitessMigrations> {};", "#ifndef HARNESS_EFFECT_PORT_H_",
            "#define HARNESS_EFFECT_PORT_H_", "#endif", ""])), [])

    def test_others_may(self):
        self.assertEqual(problems("fakes/vitess/like.cc", "int vitess_rows;\n"), [])


class TheProgram(unittest.TestCase):
    def run_in(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            subprocess.run(["git", "init", "-q", folder], check=True)
            for path, text in files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            script = pathlib.Path(__file__).resolve().parent / "check_layers.py"
            return subprocess.run([sys.executable, "-B", str(script), folder], cwd="/",
                                  capture_output=True, text=True, check=False)

    def test_it_fails_with_the_place_of_each_problem(self):
        ran = self.run_in({"harness/core/a.cc": include("fault_injection/fault.h"),
                           "harness/core/b.cc": ""})
        self.assertEqual(ran.returncode, 1)
        self.assertEqual(ran.stdout, "harness/core/a.cc:1: harness/core must not see fault_injection\n")

    def test_it_passes_a_clean_tree(self):
        ran = self.run_in({"harness/core/b.cc": ""})
        self.assertEqual((ran.returncode, ran.stdout), (0, ""))

    def test_an_empty_tree_is_a_failure(self):
        self.assertEqual(self.run_in({}).returncode, 1)


if __name__ == "__main__":
    unittest.main()
