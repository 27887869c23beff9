// The fault model as laws: what may be done to which effect, and that no basis invents more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fault_injection/legality.h"
#include "harness/effect/runtime.h"
#include "tests/harness/lab.h"

namespace relapse {
namespace {

inline constexpr const ErrorKind* kEveryKind[] = {
    &kTransient,      &kTimeout,  &kMalformed, &kRateLimited,   &kGatewayNotFound,
    &kConnectionLost, &kNotFound, &kConflict,  &kUnprocessable, &kInvalid,
    &kPermission,     &kSql,      &kCancelled};
inline constexpr PortSpec kEveryPort{.name = "every", .error_kinds = kEveryKind};

constexpr EffectSpec kRead{.name = "read", .port = &kEveryPort};
constexpr EffectSpec kWrite{.name = "write", .port = &kEveryPort, .mutates = true};
constexpr EffectSpec kLateWrite{
    .name = "late_write", .port = &kEveryPort, .mutates = true, .late = LateRule::kAlways};
constexpr EffectSpec kCreate{.name = "create",
                             .port = &kEveryPort,
                             .mutates = true,
                             .late = LateRule::kIfServerRefusesDuplicates};
/// A read that claims it may be late: nothing is left to land.
constexpr EffectSpec kLateRead{.name = "late_read", .port = &kEveryPort, .late = LateRule::kAlways};
constexpr EffectSpec kPause{.name = "pause", .port = &kEveryPort, .waits = true};
constexpr EffectSpec kClock{.name = "clock", .port = &kEveryPort, .internal = true};
constexpr const EffectSpec* kEveryEffect[] = {&kRead,     &kWrite, &kLateWrite, &kCreate,
                                              &kLateRead, &kPause, &kClock};
constexpr Outcome kErrors[] = {Outcome::kErrorBefore, Outcome::kErrorAfter, Outcome::kLate};

/// Names of the kinds with which `outcome` is legal.
std::vector<std::string_view> Kinds(const EffectSpec& effect, Outcome outcome,
                                    const FaultRules& rules = {}) {
  std::vector<std::string_view> names;
  for (const ErrorKind* kind : kEveryKind) {
    if (IsLegal(effect, outcome, kind, rules)) names.push_back(kind->name);
  }
  return names;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Legality, CrashesAndCancelAreLegalAtEveryFaultPoint) {
  for (const EffectSpec* effect : kEveryEffect) {
    for (const Outcome outcome : {Outcome::kCrashBefore, Outcome::kCrashAfter, Outcome::kCancel}) {
      EXPECT_EQ(IsLegal(*effect, outcome, nullptr, {}), !effect->internal) << effect->name;
    }
    EXPECT_TRUE(IsLegal(*effect, Outcome::kNone, nullptr, {}));
  }
}

TEST(Legality, NothingCanBeDoneToAnInternalEffect) {
  for (const Outcome outcome : kErrors) EXPECT_THAT(Kinds(kClock, outcome), IsEmpty());
  EXPECT_THAT(OptionsFor(kClock, Basis::kAll, {}), IsEmpty());
}

TEST(Legality, AWaitDoesNotFail) {
  for (const Outcome outcome : kErrors) EXPECT_THAT(Kinds(kPause, outcome), IsEmpty());
}

TEST(Legality, AnErrorMayComeBeforeAnythingIfItMayBeInvented) {
  for (const EffectSpec* effect : {&kRead, &kWrite, &kLateWrite, &kCreate}) {
    EXPECT_THAT(Kinds(*effect, Outcome::kErrorBefore),
                ElementsAre("transient", "timeout", "malformed", "rate_limited",
                            "gateway_not_found", "connection_lost"));
  }
}

TEST(Legality, AnErrorFollowsAWriteIfItsKindClaimsNothingAboutTheEffect) {
  for (const EffectSpec* effect : {&kWrite, &kLateWrite, &kCreate}) {
    EXPECT_THAT(Kinds(*effect, Outcome::kErrorAfter),
                ElementsAre("transient", "timeout", "malformed", "connection_lost"));
  }
}

TEST(Legality, ForAReadBeforeAndAfterAreOneFault) {
  EXPECT_THAT(Kinds(kRead, Outcome::kErrorAfter), IsEmpty());
  EXPECT_THAT(Kinds(kLateRead, Outcome::kErrorAfter), IsEmpty());
}

TEST(Legality, OnlyAWriteWhoseRuleAllowsItLandsLate) {
  EXPECT_THAT(Kinds(kWrite, Outcome::kLate), IsEmpty());
  EXPECT_THAT(Kinds(kRead, Outcome::kLate), IsEmpty());
  EXPECT_THAT(Kinds(kLateRead, Outcome::kLate), IsEmpty());
  EXPECT_THAT(Kinds(kLateWrite, Outcome::kLate),
              ElementsAre("transient", "timeout", "malformed", "connection_lost"));
}

TEST(Legality, ACreateLandsLateOnlyWhereTheServerRefusesTheSecond) {
  EXPECT_THAT(Kinds(kCreate, Outcome::kLate), IsEmpty());
  EXPECT_EQ(Kinds(kCreate, Outcome::kLate, {.server_refuses_duplicates = true}).size(), 4U);
  EXPECT_THAT(Kinds(kWrite, Outcome::kLate, {.server_refuses_duplicates = true}), IsEmpty());
}

TEST(Legality, WhatStatesAFactAboutTheWorldIsNeverInvented) {
  for (const ErrorKind* fact :
       {&kNotFound, &kConflict, &kUnprocessable, &kInvalid, &kPermission, &kSql, &kCancelled}) {
    EXPECT_FALSE(fact->may_be_invented) << fact->name;
    for (const EffectSpec* effect : kEveryEffect) {
      for (const Outcome outcome : kErrors) {
        EXPECT_FALSE(IsLegal(*effect, outcome, fact, {.server_refuses_duplicates = true}));
      }
      for (const Basis basis :
           {Basis::kStandard, Basis::kShutdown, Basis::kUnsteady, Basis::kAll}) {
        for (const FaultOption& option : OptionsFor(*effect, basis, {})) {
          EXPECT_NE(option.error, fact);
        }
      }
    }
  }
}

TEST(Legality, AnErrorNeedsAKind) {
  for (const EffectSpec* effect : kEveryEffect) {
    for (const Outcome outcome : kErrors) EXPECT_FALSE(IsLegal(*effect, outcome, nullptr, {}));
  }
}

TEST(Legality, RoomInFlightIsBounded) {
  World world;
  EXPECT_FALSE(MayLeaveInFlight(world, {}));  // a world that knows no late requests
  world.Add(InFlightRequests{});
  EXPECT_TRUE(MayLeaveInFlight(world, {}));
  world.Mutate<InFlightRequests>().requests.emplace_back();
  EXPECT_FALSE(MayLeaveInFlight(world, {}));
  EXPECT_TRUE(MayLeaveInFlight(world, {.most_in_flight = 2}));
}

std::vector<std::string> Options(const EffectSpec& effect, Basis basis,
                                 const FaultRules& rules = {}) {
  std::vector<std::string> texts;
  for (const FaultOption& option : OptionsFor(effect, basis, rules)) {
    texts.push_back(
        std::string(EnumName(option.outcome)) +
        (option.error == nullptr ? "" : ":" + std::string(option.error->name)) +
        (option.disturbance == nullptr ? "" : ":" + std::string(option.disturbance->name)));
  }
  return texts;
}

TEST(Basis, TheStandardOneHasOneKindForFailedAndOneForNobodyKnows) {
  EXPECT_THAT(Options(kRead, Basis::kStandard), ElementsAre("error_before:transient"));
  EXPECT_THAT(Options(kWrite, Basis::kStandard),
              ElementsAre("error_before:transient", "error_after:timeout"));
  EXPECT_THAT(Options(kLateWrite, Basis::kStandard),
              ElementsAre("error_before:transient", "error_after:timeout", "late:timeout"));
  EXPECT_THAT(Options(kPause, Basis::kStandard), IsEmpty());
}

TEST(Basis, APortWithoutTheseHasKindsOfItsOwnStandForThem) {
  static constexpr ErrorKind kUnreadable{"unreadable", false, true};
  static constexpr ErrorKind kFull{"full", true, true};
  static constexpr const ErrorKind* kDiskKinds[] = {&kNotFound, &kUnreadable, &kFull};
  static constexpr PortSpec kDisk{.name = "disk", .error_kinds = kDiskKinds};
  static constexpr EffectSpec kSave{.name = "save", .port = &kDisk, .mutates = true};
  EXPECT_THAT(Options(kSave, Basis::kStandard),
              ElementsAre("error_before:unreadable", "error_after:full"));

  static constexpr const ErrorKind* kProcessKinds[] = {&kNotFound, &kUnreadable, &kTimeout};
  static constexpr PortSpec kProcess{.name = "process", .error_kinds = kProcessKinds};
  static constexpr EffectSpec kKill{.name = "kill", .port = &kProcess, .mutates = true};
  EXPECT_THAT(Options(kKill, Basis::kStandard),
              ElementsAre("error_before:timeout", "error_after:timeout"));

  static constexpr const ErrorKind* kFactKinds[] = {&kNotFound};
  static constexpr PortSpec kFacts{.name = "facts", .error_kinds = kFactKinds};
  static constexpr EffectSpec kAsk{.name = "ask", .port = &kFacts};
  EXPECT_THAT(Options(kAsk, Basis::kStandard), IsEmpty()) << "facts are never invented";

  EXPECT_FALSE(IsApiFault(kSave, {Outcome::kErrorBefore, &kUnreadable})) << "of the own machine";
  EXPECT_FALSE(IsApiFault(kKill, {Outcome::kErrorAfter, &kTimeout}));
  EXPECT_TRUE(IsApiFault(kSave, {Outcome::kDelay})) << "the world's";
  EXPECT_TRUE(IsApiFault(kRead, {Outcome::kErrorBefore, &kTransient})) << "a service's";
}

TEST(Basis, ShutdownAddsCancelEverywhereEvenAtWaits) {
  EXPECT_THAT(Options(kPause, Basis::kShutdown), ElementsAre("cancel"));
  EXPECT_THAT(Options(kRead, Basis::kShutdown), ElementsAre("error_before:transient", "cancel"));
}

TEST(Basis, UnsteadyAddsWhatTheWorldDoesMeanwhile) {
  static constexpr EffectSpec kLagging{
      .name = "lagging_read", .port = &kEveryPort, .stale_for = Seconds(1)};
  static constexpr Disturbance kQuake{.name = "quake"};
  static constexpr const Disturbance* kQuakes[] = {&kQuake};
  EXPECT_THAT(Options(kLagging, Basis::kUnsteady),
              ElementsAre("error_before:transient", "stale", "delay"));
  EXPECT_THAT(Options(kRead, Basis::kUnsteady), ElementsAre("error_before:transient", "delay"));
  EXPECT_THAT(Options(kPause, Basis::kUnsteady), IsEmpty());
  // The same effect in a world that can be disturbed, and not mixed up with the one before.
  const FaultRules rules{.disturbances = kQuakes};
  EXPECT_THAT(Options(kRead, Basis::kUnsteady, rules),
              ElementsAre("error_before:transient", "delay", "disturb:quake"));
  EXPECT_THAT(Options(kPause, Basis::kUnsteady, rules), ElementsAre("disturb:quake"));
  EXPECT_THAT(Options(kClock, Basis::kUnsteady, rules), IsEmpty());
  EXPECT_THAT(Options(kRead, Basis::kStandard, rules), ElementsAre("error_before:transient"));
}

TEST(Basis, AllIsExactlyWhatIsLegalAndMergesNoKinds) {
  for (const bool refuses : {false, true}) {
    const FaultRules rules{.server_refuses_duplicates = refuses};
    for (const EffectSpec* effect : kEveryEffect) {
      std::vector<std::string> legal;
      for (const Outcome outcome : kErrors) {
        for (const std::string_view kind : Kinds(*effect, outcome, rules)) {
          legal.push_back(std::string(EnumName(outcome)) + ":" + std::string(kind));
        }
      }
      for (const Outcome outcome : {Outcome::kCancel, Outcome::kStale, Outcome::kDelay}) {
        if (IsLegal(*effect, outcome, nullptr, rules)) legal.emplace_back(EnumName(outcome));
      }
      EXPECT_THAT(Options(*effect, Basis::kAll, rules), ::testing::UnorderedElementsAreArray(legal))
          << effect->name;
    }
  }
}

TEST(Basis, EveryOptionIsLegalAndInTheBasissOutcomes) {
  for (const Basis basis : {Basis::kStandard, Basis::kShutdown, Basis::kAll}) {
    const std::vector<Outcome> outcomes = OutcomesOf(basis);
    for (const EffectSpec* effect : kEveryEffect) {
      for (const FaultOption& option : OptionsFor(*effect, basis, {})) {
        EXPECT_TRUE(IsLegal(*effect, option.outcome, option.error, {})) << effect->name;
        EXPECT_NE(std::find(outcomes.begin(), outcomes.end(), option.outcome), outcomes.end());
      }
    }
    EXPECT_NE(std::find(outcomes.begin(), outcomes.end(), Outcome::kCrashAfter), outcomes.end());
  }
}

TEST(Basis, EffectsOfOneNameOnTwoPortsAreNotMixedUp) {
  static constexpr const ErrorKind* kFew[] = {&kRateLimited};
  static constexpr PortSpec kFewPort{.name = "few", .error_kinds = kFew};
  static constexpr EffectSpec kOtherRead{.name = "read", .port = &kFewPort};
  EXPECT_THAT(Options(kRead, Basis::kStandard), ElementsAre("error_before:transient"));
  EXPECT_THAT(Options(kOtherRead, Basis::kStandard), ElementsAre("error_before:rate_limited"));
  EXPECT_THAT(Options(kOtherRead, Basis::kAll),
              ElementsAre("error_before:rate_limited", "cancel", "delay"));
}

TEST(Legality, KindsAreFoundByNameAmongThoseOfThePortOnly) {
  EXPECT_EQ(FindErrorKind(kRead, "timeout"), &kTimeout);
  EXPECT_EQ(FindErrorKind(kRead, "nonsense"), nullptr);
  EXPECT_EQ(FindErrorKind(Wait::kEffect, "timeout"), nullptr);
}

TEST(Legality, EveryOutcomeSaysWhenItIsLegal) {
  for (int i = 0; i < kOutcomeCount; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_FALSE(LegalWhen(outcome).empty());
    Outcome read = Outcome::kNone;
    EnumFromName(EnumName(outcome), read);
    EXPECT_EQ(read, outcome);
  }
}

}  // namespace
}  // namespace relapse
