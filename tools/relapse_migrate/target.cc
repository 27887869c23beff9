#include "tools/relapse_migrate/target.h"

#include <libpq-fe.h>

#include <memory>

namespace relapse::migrations {

Result<Target> ParseTarget(const std::string& url) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(url.c_str(), &message), &PQconninfoFree);
  if (options == nullptr) {
    std::string why = message == nullptr ? "out of memory" : message;
    PQfreemem(message);
    while (!why.empty() && why.back() == '\n') why.pop_back();
    return Fail(kInvalid, why);
  }
  Target target{.host = "localhost", .port = "5432"};
  std::string user;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr || *option->val == '\0') continue;
    const std::string_view keyword = option->keyword;
    if (keyword == "host") target.host = option->val;
    if (keyword == "port") target.port = option->val;
    if (keyword == "dbname") target.database = option->val;
    if (keyword == "user") user = option->val;
  }
  if (target.database.empty()) target.database = user;
  if (target.database.empty()) return Fail(kInvalid, "the URL names no database");
  return target;
}

}  // namespace relapse::migrations
