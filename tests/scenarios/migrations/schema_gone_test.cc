// A database whose schema was dropped (spec/migration-recovery.md section 7.2, row 23): invariants
// held by one history, violated by another.
#include <gtest/gtest.h>

#include "tests/scenarios/migrations/story.h"

namespace relapse::migrations {
namespace {

TEST(SchemaGone, Liv3ASchemaIsOnlyMissedWhereItIsGone) {
  for (const Beginning begins : {Beginning::kSchemaGone, Beginning::kDropped}) {
    Parameters parameters = Recorded();
    parameters.begins = begins;
    Story story(NoFalseConflict, parameters);
    story.Types({});
    story.Prints({.shown = Shown::kRefused, .refusal = Refusal::kSchemaGone});
    EXPECT_EQ(story.violated(), begins == Beginning::kDropped);
  }
}

TEST(SchemaGone, Liv4NoServerDiesOfASchemaThatIsGone) {
  Parameters parameters = Recorded();
  parameters.begins = Beginning::kSchemaGone;
  Story whole(NoMissedConflict, parameters);
  whole.RunsToTheEnd();
  EXPECT_FALSE(whole.violated()) << whole.message();
  Story story(NoMissedConflict, parameters);
  story.Types({});
  const std::int64_t server = story.Opens(kServerApplication);
  EXPECT_FALSE(story.Perform(CreateVersionTable{server}).ok());
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::migrations
