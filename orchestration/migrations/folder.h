// Reads the migrations folder as the server does: the files of the folder itself and of the shard
// folders below it ("000001-000100", at any depth), named as golang-migrate names them (L17, L18,
// L19).
#ifndef ORCHESTRATION_MIGRATIONS_FOLDER_H_
#define ORCHESTRATION_MIGRATIONS_FOLDER_H_

#include "orchestration/migrations/views.h"

namespace relapse::migrations {

class MigrationFiles;

/// Never fails: what could not be read is part of the answer.
DiskView ReadDisk(MigrationFiles& files, const Defects& defects = {});

/// "000001-000100".
bool IsShardFolder(std::string_view name);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_FOLDER_H_
