// A keyspace's VSchema as JSON text: when two of them are the same.
#ifndef SCHEMA_VITESS_VSCHEMA_H_
#define SCHEMA_VITESS_VSCHEMA_H_

#include <optional>

#include "harness/core/text.h"

namespace relapse::vitess {

/// `json` with its keys in order and no blanks, empty for `{}`: two that mean the same have the
/// same text. Nothing if it is no JSON object.
std::optional<Text> NormaliseVschema(Text json);

}  // namespace relapse::vitess

#endif  // SCHEMA_VITESS_VSCHEMA_H_
