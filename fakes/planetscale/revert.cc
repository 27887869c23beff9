#include "fakes/planetscale/revert.h"

namespace relapse::planetscale {

Reverse ReverseDdl(const VitessState& vitess, const RequestRecord& request) {
  Reverse reverse;
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    mysql::Schema wanted = vitess.keyspaces[i].live.get();
    for (const Text statement : request.ddl[i].list()) {
      const Text table = FactsOf(statement).table;
      if (const Text* before = request.schemas_before[i].get().Find(table)) {
        wanted.Set(table, *before);
      } else {
        wanted.Erase(table);
      }
    }
    reverse.ddl[i] = vitess.keyspaces[i].live.DiffTo(SchemaHandle(wanted));
  }
  return reverse;
}

}  // namespace relapse::planetscale
