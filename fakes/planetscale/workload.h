// A workload: the schemas main begins with and the reviewed plan that changes them.
#ifndef FAKES_PLANETSCALE_WORKLOAD_H_
#define FAKES_PLANETSCALE_WORKLOAD_H_

#include "fakes/planetscale/world_parameters.h"
#include "fakes/vitess/interned.h"
#include "orchestration/ports/apply_types.h"

namespace relapse::planetscale {

struct KeyspaceWorkload {
  Text keyspace;
  SchemaHandle before;
  std::vector<Text> statements;  ///< as the reviewer saw them
  Text vschema;                  ///< of the plan; empty: not changed
};

struct Workload {
  Text database = "shop";
  std::vector<KeyspaceWorkload> keyspaces;
};

/// Keyspaces commerce, customer, lookup with four tables each, changed as the parameters say.
Workload DefaultWorkload(const WorldParameters& parameters);

/// The plan that was reviewed: the statements, and the tables they make of `before`.
ReviewedPlan PlanOf(const Workload& workload, Text plan_id);

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_WORKLOAD_H_
