// BranchDatabase: MySQL on a branch, reached with the branch password. Sessions are the adapter's
// business; every request names its credentials and keyspace (the DSN carries the keyspace, X10).
#ifndef ORCHESTRATION_PORTS_BRANCH_DATABASE_H_
#define ORCHESTRATION_PORTS_BRANCH_DATABASE_H_

#include "harness/effect/port.h"
#include "orchestration/ports/planetscale_types.h"

namespace relapse::planetscale {

/// kSql carries MySQL's errno in Error::number (1045 access denied, 1049 unknown database, and
/// those of the DDL itself).
inline constexpr const ErrorKind* kBranchDatabaseErrors[] = {&kConnectionLost, &kTransient,
                                                             &kTimeout, &kSql};
inline constexpr PortSpec kBranchDatabasePort{.name = "branch_database",
                                              .error_kinds = kBranchDatabaseErrors};

struct Credentials {
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

struct ShowTables {
  using Reply = std::vector<Text>;
  static constexpr EffectSpec kEffect{.name = "show_tables", .port = &kBranchDatabasePort};
  Credentials credentials;
  Text keyspace;
  Text Object() const { return keyspace; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("credentials", self.credentials, field::kPlain);
    visit("keyspace", self.keyspace, field::kPlain);
  }
};

struct ShowCreateTable {
  using Reply = Text;
  static constexpr EffectSpec kEffect{.name = "show_create_table", .port = &kBranchDatabasePort};
  Credentials credentials;
  Text keyspace;
  Text table;
  Text Object() const { return table; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("credentials", self.credentials, field::kPlain);
    visit("keyspace", self.keyspace, field::kPlain);
    visit("table", self.table, field::kPlain);
  }
};

/// One DDL statement as one COM_QUERY. DDL is not transactional: there is no way back.
struct ExecuteDdl {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "execute_ddl",
                                      .port = &kBranchDatabasePort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  Credentials credentials;
  Text keyspace;
  Text statement;
  Text Object() const { return statement; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("credentials", self.credentials, field::kPlain);
    visit("keyspace", self.keyspace, field::kPlain);
    visit("statement", self.statement, field::kPlain);
  }
};

class BranchDatabase : public PortOf<ShowTables, ShowCreateTable, ExecuteDdl> {};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PORTS_BRANCH_DATABASE_H_
