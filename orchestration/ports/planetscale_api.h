// PlanetScaleApi: the calls a schema change makes (spec/planetscale-api.md sections 1.2-1.5
// and 2.5). A refusal answers kConflict (LocalScale's 409), kUnprocessable (422, try again) or
// kPermission; what the API itself does not know is kNotFound; a gateway's 404 is kGatewayNotFound
// and says nothing.
#ifndef ORCHESTRATION_PORTS_PLANETSCALE_API_H_
#define ORCHESTRATION_PORTS_PLANETSCALE_API_H_

#include "harness/effect/port.h"
#include "orchestration/ports/planetscale_types.h"

namespace relapse::planetscale {

inline constexpr const ErrorKind* kApiErrors[] = {
    &kTransient, &kTimeout,  &kMalformed,     &kRateLimited, &kGatewayNotFound,
    &kNotFound,  &kConflict, &kUnprocessable, &kInvalid,     &kPermission};
inline constexpr PortSpec kApiPort{.name = "planetscale_api", .error_kinds = kApiErrors};

/// "#7", for histories and plans.
Text NumberObject(std::int64_t number);

/// Eventually consistent: what changed a moment ago may not show yet (section 1.3).
struct GetBranch {
  using Reply = Branch;
  static constexpr EffectSpec kEffect{
      .name = "get_branch", .port = &kApiPort, .stale_for = Seconds(5)};
  Text branch;
  Text Object() const { return branch; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
  }
};

/// A duplicate name is refused with a message containing `Name has already been taken`.
struct CreateBranch {
  using Reply = Branch;
  static constexpr EffectSpec kEffect{
      .name = "create_branch", .port = &kApiPort, .mutates = true, .late = LateRule::kAlways};
  Text name;
  Text parent_branch;
  Text region;
  Text Object() const { return name; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("parent_branch", self.parent_branch, field::kPlain);
    visit("region", self.region, field::kPlain);
  }
};

struct DeleteBranch {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "delete_branch", .port = &kApiPort, .mutates = true, .late = LateRule::kAlways};
  Text branch;
  Text Object() const { return branch; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
  }
};

struct CreateBranchPassword {
  using Reply = BranchPassword;
  static constexpr EffectSpec kEffect{.name = "create_branch_password",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways,
                                      .repeatable = true};
  Text branch;
  Text role;
  std::int64_t ttl = 0;  ///< seconds
  Text Object() const { return branch; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
    visit("role", self.role, field::kPlain);
    visit("ttl", self.ttl, field::kPlain);
  }
};

struct ListKeyspaces {
  using Reply = std::vector<Keyspace>;
  static constexpr EffectSpec kEffect{.name = "list_keyspaces", .port = &kApiPort};
  Text branch;
  Text Object() const { return branch; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
  }
};

/// The API's own, eventually consistent view of a branch's tables.
struct GetBranchSchema {
  using Reply = std::vector<TableSchema>;
  static constexpr EffectSpec kEffect{
      .name = "get_branch_schema", .port = &kApiPort, .stale_for = Seconds(10)};
  Text branch;
  Text keyspace;
  Text Object() const { return branch; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
    visit("keyspace", self.keyspace, field::kPlain);
  }
};

/// `auto_cutover` is always sent: left out, the service inherits the previous request's value
/// (E19).
struct CreateDeployRequest {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{.name = "create_deploy_request",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kIfServerRefusesDuplicates};
  Text branch;
  Text into_branch;
  Text notes;
  bool auto_cutover = true;
  bool auto_delete_branch = true;
  Text Object() const { return branch; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
    visit("into_branch", self.into_branch, field::kPlain);
    visit("notes", self.notes, field::kPlain);
    visit("auto_cutover", self.auto_cutover, field::kPlain);
    visit("auto_delete_branch", self.auto_delete_branch, field::kPlain);
  }
};

/// Newest first. `state` is "open", "closed", "deployed" or empty; an empty filter matches all.
struct ListDeployRequests {
  using Reply = std::vector<DeployRequest>;
  static constexpr EffectSpec kEffect{.name = "list_deploy_requests", .port = &kApiPort};
  Text branch;
  Text into_branch;
  Text state;
  Text Object() const { return branch; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
    visit("into_branch", self.into_branch, field::kPlain);
    visit("state", self.state, field::kPlain);
  }
};

struct GetDeployRequest {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{.name = "get_deploy_request", .port = &kApiPort};
  std::int64_t number = 0;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
  }
};

/// POST .../deploy. Accepted once per request.
struct DeployDeployRequest {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{.name = "deploy_deploy_request",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  std::int64_t number = 0;
  bool instant_ddl = false;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("instant_ddl", self.instant_ddl, field::kPlain);
  }
};

/// POST .../cancel of a deployment under way.
struct CancelDeployRequest {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{.name = "cancel_deploy_request",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  std::int64_t number = 0;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
  }
};

/// POST .../apply-deploy: the cutover of a gated deployment.
struct ApplyDeployRequest {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{.name = "apply_deploy_request",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  std::int64_t number = 0;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
  }
};

/// PATCH {"state":"closed"}: only a request that was never deployed.
struct CloseDeployRequest {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{.name = "close_deploy_request",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  std::int64_t number = 0;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
  }
};

/// ``GET /keyspaces/{keyspace}/vschema`` of a branch. Eventually consistent, as the schema is.
struct GetKeyspaceVschema {
  using Reply = Vschema;
  static constexpr EffectSpec kEffect{
      .name = "get_keyspace_vschema", .port = &kApiPort, .stale_for = Seconds(10)};
  Text branch;
  Text keyspace;
  Text Object() const { return keyspace; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
    visit("keyspace", self.keyspace, field::kPlain);
  }
};

/// PATCH of the same: replaces one keyspace's VSchema. What is no JSON object is refused (invalid).
struct UpdateKeyspaceVschema {
  using Reply = Vschema;
  static constexpr EffectSpec kEffect{.name = "update_keyspace_vschema",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  Text branch;
  Text keyspace;
  Text vschema;
  Text Object() const { return keyspace; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
    visit("keyspace", self.keyspace, field::kPlain);
    visit("vschema", self.vschema, field::kPlain);
  }
};

/// POST .../refresh-schema: the branch is made again from main; what was changed on it is lost.
struct RefreshBranchSchema {
  using Reply = Branch;
  static constexpr EffectSpec kEffect{.name = "refresh_branch_schema",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  Text branch;
  Text Object() const { return branch; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch", self.branch, field::kPlain);
  }
};

/// POST .../revert: undoes a deployment while its revert window is open.
struct RevertDeployRequest {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{.name = "revert_deploy_request",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  std::int64_t number = 0;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
  }
};

/// POST .../skip-revert: closes the revert window now.
struct SkipRevertDeployRequest {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{.name = "skip_revert_deploy_request",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  std::int64_t number = 0;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
  }
};

/// POST .../complete-deploy: acknowledges a deployment that failed, so that the queue behind it
/// goes on.
struct CompleteDeploy {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{
      .name = "complete_deploy", .port = &kApiPort, .mutates = true, .late = LateRule::kAlways};
  std::int64_t number = 0;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
  }
};

/// PUT .../auto-apply: whether the deployment cuts over by itself.
struct SetAutoApply {
  using Reply = DeployRequest;
  static constexpr EffectSpec kEffect{
      .name = "set_auto_apply", .port = &kApiPort, .mutates = true, .late = LateRule::kAlways};
  std::int64_t number = 0;
  bool enable = false;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("enable", self.enable, field::kPlain);
  }
};

/// POST .../reviews of a request: an approval, or a comment.
struct ReviewDeployRequest {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "review_deploy_request",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  std::int64_t number = 0;
  bool approved = false;
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("approved", self.approved, field::kPlain);
  }
};

/// PUT .../throttle: how much its copying is slowed down. Out of 0 to 950 it is refused.
struct ThrottleDeployRequest {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "throttle_deploy_request",
                                      .port = &kApiPort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  std::int64_t number = 0;
  std::int64_t throttle_ratio = 0;  ///< thousandths
  Text Object() const { return NumberObject(number); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("throttle_ratio", self.throttle_ratio, field::kPlain);
  }
};

class PlanetScaleApi
    : public PortOf<GetBranch, CreateBranch, DeleteBranch, CreateBranchPassword, ListKeyspaces,
                    GetBranchSchema, GetKeyspaceVschema, UpdateKeyspaceVschema, RefreshBranchSchema,
                    CreateDeployRequest, ListDeployRequests, GetDeployRequest, DeployDeployRequest,
                    CancelDeployRequest, ApplyDeployRequest, CloseDeployRequest,
                    RevertDeployRequest, SkipRevertDeployRequest, CompleteDeploy, SetAutoApply,
                    ReviewDeployRequest, ThrottleDeployRequest> {};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PORTS_PLANETSCALE_API_H_
