// Reading a branch's tables. Over MySQL, never through the API: the API's view is eventually
// consistent.
#ifndef ORCHESTRATION_PLANETSCALE_BRANCH_SCHEMA_H_
#define ORCHESTRATION_PLANETSCALE_BRANCH_SCHEMA_H_

#include "orchestration/planetscale/attempt.h"
#include "schema/mysql/schema.h"

namespace relapse::planetscale {

/// The tables of `keyspace` on the branch; those whose names start with `_` are Vitess's own.
Result<mysql::Schema> ReadBranchSchema(const Attempt& attempt, const Credentials& credentials,
                                       Text keyspace);

/// Every keyspace of the plan is what was declared, or kPermanent.
Status ValidateBranch(const Attempt& attempt, const Credentials& credentials);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_BRANCH_SCHEMA_H_
