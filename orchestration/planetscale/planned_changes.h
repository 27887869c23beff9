// What of the reviewed plan a branch still lacks. Pure: schemas in, statements out. Only reviewed
// statements ever come out.
#ifndef ORCHESTRATION_PLANETSCALE_PLANNED_CHANGES_H_
#define ORCHESTRATION_PLANETSCALE_PLANNED_CHANGES_H_

#include <span>
#include <vector>

#include "orchestration/ports/apply_types.h"
#include "orchestration/ports/planetscale_types.h"
#include "schema/mysql/schema.h"

namespace relapse::planetscale {

/// Whether any DDL is deployed: of a plan of VSchema alone there are no migrations, no cutover and
/// no schema-change context.
bool HasStatements(const ReviewedPlan& plan);

/// Whether VSchema is all that is deployed.
bool IsVschemaAlone(const ReviewedPlan& plan);

/// The schema of `tables`; kPermanent where a definition is not understood.
Result<mysql::Schema> SchemaOf(std::span<const TableSchema> tables);

/// The part of `statements`, in order, that takes the planned tables of `have` to those of `want`:
/// per table nothing, or the last statements of the plan for it. kPermanent where no such part
/// does: then something that nobody reviewed happened to that table.
Result<std::vector<Text>> RemainingPlannedChanges(const mysql::Schema& have,
                                                  const mysql::Schema& want,
                                                  std::span<const Text> statements);

/// kPermanent, naming a table, unless what remains of `statements` makes `have` the whole of
/// `want`: then `have` holds nothing but stages of the plan.
Status CheckOnlyPlanned(Text keyspace, const mysql::Schema& have, const mysql::Schema& want,
                        std::span<const Text> statements);

/// kPermanent, naming a table, unless the two are equal.
Status CheckSameSchema(Text keyspace, const mysql::Schema& have, const mysql::Schema& want);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_PLANNED_CHANGES_H_
