// Decisions in words: what is the matter, what is known of it, and what helps, the remedy last and
// as it is typed (S18). One wording for the tool, the docs and every test.
#ifndef ORCHESTRATION_MIGRATIONS_EXPLAIN_H_
#define ORCHESTRATION_MIGRATIONS_EXPLAIN_H_

#include <string>
#include <vector>

#include "orchestration/migrations/decision.h"

namespace relapse::migrations {

/// What a command line says besides the request.
struct Typed {
  Text target;   ///< the database, as a confirmation has to name it
  Text options;  ///< " --path db/migrations": what was typed this time too; may be empty
};

struct Explanation {
  std::string headline;              ///< one sentence
  std::vector<std::string> details;  ///< what it is about, a line each
  std::vector<std::string> notes;
  std::vector<std::string> remedies;  ///< the least destructive first
};

Explanation Explain(const Decision& decision, const Typed& typed);

/// One sentence for each, without the versions: the decision table of the docs is made of them.
std::string_view Sentence(Refusal refusal);
std::string_view Sentence(Action action);
std::string Sentence(const NoteOn& note);
std::string Sentence(const Advice& advice, const Typed& typed);

/// "relapse-migrate rollback --accept --confirm localhost:5432/app": what a developer types for
/// `request` to be done, and not only shown. Whatever destroys has to name its target.
std::string CommandLine(const Request& request, const Typed& typed);

/// A schema as a new database has it.
std::string CreateSchemaSql(Text schema);

/// "a", "a and b", "a, b and c".
std::string ListWords(const std::vector<std::string>& words);
/// "4", "4 and 5", "3, 4 and 5".
std::string ListVersions(const std::vector<Version>& versions);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_EXPLAIN_H_
