// The built-in server: whose pid file that is, and whose data.
#include <gmock/gmock.h>

#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

void PidFileIsJudged(Stage& stage) {
  stage.Add(1, "a");
  stage.UseBuiltin();
  // None.
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(stage.DataTold(), "present 15") << "started for the look, and stopped again";

  stage.LeavePidFile(PidFileIs::kDead);
  EXPECT_EQ(stage.DataTold(), "present 15");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");

  stage.LeavePidFile(PidFileIs::kForeign);
  EXPECT_EQ(stage.DataTold(), "present 15, foreign");
  const RecoveryResult foreign = stage.Prepare();
  EXPECT_EQ(Told(foreign), "refused pid-file-foreign");
  EXPECT_EQ(Advised(foreign), "remove-pid-file");
  EXPECT_EQ(stage.DataTold(), "present 15, foreign") << "it is not removed by itself";

  stage.LeavePidFile(PidFileIs::kEmpty);
  EXPECT_EQ(stage.DataTold(), "present 15, unknown");
  for (const bool reset : {false, true}) {
    const RecoveryResult unknown = stage.Prepare({.reset = reset});
    EXPECT_EQ(Told(unknown), "refused postmaster-unknown");
    EXPECT_EQ(Advised(unknown), "remove-pid-file");
  }
  if (stage.CanForbid()) {
    EXPECT_EQ(stage.PrepareForbidden({}), "refused postmaster-unknown") << "EPERM is not ESRCH";
    EXPECT_EQ(stage.PrepareForbidden({.reset = true}), "refused postmaster-unknown");
  }

  stage.LeavePidFile(PidFileIs::kNone);
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(stage.DataTold(), "present 15");
}

/// A server that lives, and one that an earlier run left behind, are the same: used, and left
/// running; a reset under it is refused.
void PostmasterIsReused(Stage& stage) {
  stage.Add(1, "a");
  stage.UseBuiltin();
  // The tool dies while its server runs.
  EXPECT_EQ(Told(stage.PrepareStruck({.effect = "put_stored"})), "killed");
  EXPECT_EQ(stage.DataTold(), "present 15, alive");
  const RecoveryResult reused = stage.Prepare();
  EXPECT_EQ(Told(reused), "done proceed");
  EXPECT_EQ(Notes(reused), "reuses-postmaster");
  EXPECT_EQ(stage.DataTold(), "present 15, alive");
  EXPECT_EQ(Told(stage.Up()), "committed 1");
  const RecoveryResult running = stage.Prepare({.reset = true});
  EXPECT_EQ(Told(running), "refused server-running");
  EXPECT_EQ(Advised(running), "stop-server, then reset");
  EXPECT_EQ(stage.State(), "(1,f) | intent 1 | a");
  // It is killed, and leaves its pid file.
  stage.KillPostmaster();
  EXPECT_EQ(stage.DataTold(), "present 15");
  EXPECT_EQ(Told(stage.Prepare()), "done heal proceed");
  EXPECT_EQ(stage.DataTold(), "present 15");
}

/// The tool's PostgreSQL is Debian's 15; 13, which the row names, stands for any other.
void ForeignMajorIsLeftAlone(Stage& stage) {
  stage.Add(1, "a");
  stage.UseBuiltin();
  stage.config.expected_major = 13;
  const RecoveryResult newer = stage.Prepare();
  EXPECT_EQ(Told(newer), "refused foreign-major");
  EXPECT_EQ(Advised(newer), "use-major 15; reset");
  EXPECT_EQ(stage.DataTold(), "present 15");
  stage.config.expected_major = 15;
  stage.SetDataFolder(DataFolder::kPresent, 13);
  EXPECT_EQ(Advised(stage.Prepare()), "use-major 13; reset");
  EXPECT_EQ(stage.DataTold(), "present 13");

  stage.SetDataFolder(DataFolder::kUnreadable, 0);
  for (const bool reset : {false, true}) {
    const RecoveryResult unreadable = stage.Prepare({.reset = reset});
    EXPECT_EQ(Told(unreadable), "refused data-folder-unreadable");
    EXPECT_EQ(Advised(unreadable), "fix-permissions data");
  }
  stage.SetDataFolder(DataFolder::kHalf, 0);
  const RecoveryResult half = stage.Prepare();
  EXPECT_EQ(Told(half), "refused data-folder-half") << "never adopted, and never wiped (CA1)";
  EXPECT_EQ(Advised(half), "reset");
  stage.SetDataFolder(DataFolder::kPresent, 15);
  EXPECT_EQ(Told(stage.Prepare()), "done proceed") << "the data are untouched";
}

}  // namespace

std::vector<Row> ServerRows() {
  return {
      {45, "PidFileIsJudged", PidFileIsJudged},
      {45, "PostmasterIsReused", PostmasterIsReused},
      {46, "ForeignMajorIsLeftAlone", ForeignMajorIsLeftAlone},
  };
}

}  // namespace relapse::migrations::rows
