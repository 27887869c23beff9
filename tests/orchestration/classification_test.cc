#include "orchestration/planetscale/classification.h"

#include <gtest/gtest.h>

namespace relapse::planetscale {
namespace {

ErrorClass ClassOf(const ErrorKind& kind, Text message = Text(), int number = 0) {
  return Classify(Error{&kind, message, number, false});
}

TEST(Classification, WhatMayHaveHappenedIsTransient) {
  for (const ErrorKind* kind : {&kTransient, &kTimeout, &kMalformed, &kConnectionLost}) {
    EXPECT_EQ(ClassOf(*kind), ErrorClass::kTransient) << kind->name;
  }
  EXPECT_EQ(ClassOf(kRateLimited), ErrorClass::kTransient);
}

TEST(Classification, OnlyTheApisOwnNotFoundCounts) {
  EXPECT_EQ(ClassOf(kNotFound), ErrorClass::kNotFound);
  EXPECT_EQ(ClassOf(kGatewayNotFound), ErrorClass::kTransient);
}

TEST(Classification, AStopIsNoFailure) { EXPECT_EQ(ClassOf(kCancelled), ErrorClass::kStopped); }

TEST(Classification, ListedPhrasesDecideUnderTheCodesThatCarryThem) {
  const Text snapshot = "schema snapshot is in progress, try later";
  const Text validating =
      "We're currently validating that these changes are safe to deploy. Please try again.";
  const Text not_staged = "your changes have not been staged";
  const Text taken = "Name has already been taken";
  for (const ErrorKind* kind : {&kUnprocessable, &kConflict, &kInvalid}) {
    EXPECT_EQ(ClassOf(*kind, snapshot), ErrorClass::kBusySnapshot);
    EXPECT_EQ(ClassOf(*kind, validating), ErrorClass::kStillValidating);
    EXPECT_EQ(ClassOf(*kind, not_staged), ErrorClass::kNotStaged);
    EXPECT_EQ(ClassOf(*kind, taken), ErrorClass::kNameTaken);
  }
  EXPECT_EQ(ClassOf(kSql, snapshot, 1105), ErrorClass::kBusySnapshot);
  for (const Text phrase : {snapshot, validating, not_staged, taken}) {
    EXPECT_EQ(ClassOf(kTransient, phrase), ErrorClass::kTransient);
    EXPECT_EQ(ClassOf(kNotFound, phrase), ErrorClass::kNotFound);
    EXPECT_EQ(ClassOf(kPermission, phrase), ErrorClass::kFinal);
  }
}

TEST(Classification, ADeploymentInTheOnlySlotIsNoRefusalOfOurs) {
  const Text active = "deploy request 7 is still active (state: complete_pending_revert)";
  EXPECT_EQ(ClassOf(kConflict, active), ErrorClass::kOtherDeployActive);
  EXPECT_EQ(ClassOf(kTransient, active), ErrorClass::kTransient);
  EXPECT_EQ(ClassOf(kConflict, "deploy request already deployed"), ErrorClass::kRefused);
}

TEST(Classification, ApprovalNeedsItsCodeAndItsWord) {
  const Text approved = "Deploy request must be approved before deploying.";
  EXPECT_EQ(ClassOf(kPermission, approved), ErrorClass::kApprovalRequired);
  EXPECT_EQ(ClassOf(kPermission, "no"), ErrorClass::kFinal);
  EXPECT_EQ(ClassOf(kConflict, approved), ErrorClass::kRefused);
  EXPECT_EQ(ClassOf(kTransient, approved), ErrorClass::kTransient);
}

TEST(Classification, WithoutAPhraseTheCodeDecides) {
  EXPECT_EQ(ClassOf(kUnprocessable), ErrorClass::kTransient);
  EXPECT_EQ(ClassOf(kConflict), ErrorClass::kRefused);
  EXPECT_EQ(ClassOf(kInvalid), ErrorClass::kFinal);
  EXPECT_EQ(ClassOf(kPermanent), ErrorClass::kFinal);
}

TEST(Classification, AnExpiredPasswordIsNoVerdictOnAStatement) {
  EXPECT_EQ(ClassOf(kSql, "Access denied", 1045), ErrorClass::kAccessDenied);
  EXPECT_EQ(ClassOf(kSql, "Unknown database", 1049), ErrorClass::kAccessDenied);
  EXPECT_EQ(ClassOf(kSql, "Duplicate column name 'a'", 1060), ErrorClass::kStatementFailed);
}

TEST(Classification, APermanentFailureSaysWhatAndWhy) {
  const Status failed = FailPermanently("the deploy was refused", Error{&kInvalid, "bad", 0, true});
  ASSERT_FALSE(failed.ok());
  EXPECT_TRUE(failed.error().Is(kPermanent));
  EXPECT_EQ(failed.error().message, Text("the deploy was refused: bad (invalid)"));
}

}  // namespace
}  // namespace relapse::planetscale
