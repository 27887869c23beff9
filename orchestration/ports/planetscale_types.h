// The PlanetScale API's objects, field names as on the wire (spec/planetscale-api.md
// sections 1.2-1.5). Times are milliseconds since the epoch here, RFC 3339 at the edge; kNoTime is
// the wire's null.
#ifndef ORCHESTRATION_PORTS_PLANETSCALE_TYPES_H_
#define ORCHESTRATION_PORTS_PLANETSCALE_TYPES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/core/fields.h"

namespace relapse::planetscale {

/// Whether the request itself is open; says nothing about its deployment.
enum class RequestState : std::uint8_t { kOpen, kClosed };

/// The 20 values of deployment_state, in the order of the specification's list.
enum class DeploymentState : std::uint8_t {
  kPending,
  kReady,
  kNoChanges,
  kQueued,
  kSubmitting,
  kInProgress,
  kPendingCutover,
  kInProgressVschema,
  kInProgressCancel,
  kInProgressCutover,
  kComplete,
  kCompleteCancel,
  kCompleteError,
  kCompletePendingRevert,
  kInProgressRevert,
  kInProgressRevertVschema,
  kCompleteRevert,
  kCompleteRevertError,
  kCancelled,
  kError,
};
inline constexpr int kDeploymentStateCount = 20;

std::string_view EnumName(RequestState state);
void EnumFromName(std::string_view name, RequestState& state);
std::string_view EnumName(DeploymentState state);
void EnumFromName(std::string_view name, DeploymentState& state);

struct Branch {
  Text name;
  Text parent_branch;
  Text region;  ///< region.slug on the wire
  bool ready = false;
  bool safe_migrations = false;
  Text actor;  ///< who created it: id of a service token, or of a person

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("parent_branch", self.parent_branch, field::kPlain);
    visit("region", self.region, field::kPlain);
    visit("ready", self.ready, field::kPlain);
    visit("safe_migrations", self.safe_migrations, field::kPlain);
    visit("actor", self.actor, field::kPlain);
  }
};

/// `plain_text` is answered once, by the call that creates it.
struct BranchPassword {
  Text access_host_url;
  Text username;
  Text plain_text;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("access_host_url", self.access_host_url, field::kPlain);
    visit("username", self.username, field::kPlain);
    visit("plain_text", self.plain_text, field::kPlain);
  }
};

struct Keyspace {
  Text name;
  std::int64_t shards = 1;
  bool sharded = false;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("shards", self.shards, field::kPlain);
    visit("sharded", self.sharded, field::kPlain);
  }
};

struct TableSchema {
  Text name;
  Text raw;  ///< the CREATE TABLE statement

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("raw", self.raw, field::kPlain);
  }
};

/// A keyspace's VSchema as the JSON text that the API takes and answers.
struct Vschema {
  Text raw;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("raw", self.raw, field::kPlain);
  }
};

struct PrecedingDeployment {
  std::int64_t deploy_request_number = 0;
  DeploymentState state = DeploymentState::kQueued;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("deploy_request_number", self.deploy_request_number, field::kPlain);
    visit("state", self.state, field::kPlain);
  }
};

/// `state` always equals the request's deployment_state.
struct Deployment {
  DeploymentState state = DeploymentState::kPending;
  bool deployable = false;
  bool instant_ddl_eligible = false;
  bool instant_ddl = false;
  bool auto_cutover = false;
  bool auto_delete_branch = false;
  std::vector<Text> lint_errors;
  std::vector<PrecedingDeployment> preceding_deployments;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("state", self.state, field::kPlain);
    visit("deployable", self.deployable, field::kPlain);
    visit("instant_ddl_eligible", self.instant_ddl_eligible, field::kPlain);
    visit("instant_ddl", self.instant_ddl, field::kPlain);
    visit("auto_cutover", self.auto_cutover, field::kPlain);
    visit("auto_delete_branch", self.auto_delete_branch, field::kPlain);
    visit("lint_errors", self.lint_errors, field::kPlain);
    visit("preceding_deployments", self.preceding_deployments, field::kPlain);
  }
};

struct DeployRequest {
  std::int64_t number = 0;
  Text branch;
  Text into_branch;
  RequestState state = RequestState::kOpen;
  DeploymentState deployment_state = DeploymentState::kPending;
  Deployment deployment;
  bool approved = false;
  Text html_url;
  Text actor;  ///< who created it, as of a branch
  TimeMs created_at = kNoTime;
  TimeMs closed_at = kNoTime;
  TimeMs deployed_at = kNoTime;  ///< set once a deploy was accepted
  TimeMs finished_at = kNoTime;  ///< the deployment's, set once its change is live

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("branch", self.branch, field::kPlain);
    visit("into_branch", self.into_branch, field::kPlain);
    visit("state", self.state, field::kPlain);
    visit("deployment_state", self.deployment_state, field::kPlain);
    visit("deployment", self.deployment, field::kPlain);
    visit("approved", self.approved, field::kPlain);
    visit("html_url", self.html_url, field::kPlain);
    visit("actor", self.actor, field::kPlain);
    visit("created_at", self.created_at, field::kOrder);
    visit("closed_at", self.closed_at, field::kUnread);
    visit("deployed_at", self.deployed_at, field::kUnread);
    visit("finished_at", self.finished_at, field::kUnread);
  }
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PORTS_PLANETSCALE_TYPES_H_
