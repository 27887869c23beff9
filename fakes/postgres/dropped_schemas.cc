#include "fakes/postgres/dropped_schemas.h"

#include <algorithm>

namespace relapse::migrations {

namespace {

bool Holds(const std::vector<Text>& schemas, Text schema) {
  return std::find(schemas.begin(), schemas.end(), schema) != schemas.end();
}

/// Takes `lost` out of the list, but for extensions: they are in no schema from here on.
void Lose(ObjectList& list, const std::vector<ObjectHandle>& lost) {
  for (const ObjectHandle& object : lost) {
    list.Erase(object->kind, object->name);
    if (object->kind != ObjectKind::kExtension) continue;
    DatabaseObject stays = *object;
    stays.name.schema = Text();
    list.Put(ObjectHandle(std::move(stays)));
  }
}

/// What a transaction made there and has not committed.
std::vector<ObjectHandle> MadeIn(const std::vector<Text>& dropped, const SessionRecord& session) {
  std::vector<ObjectHandle> made;
  if (session.transaction != TransactionStatus::kOpen) return made;
  for (const ObjectHandle& object : session.view.objects->objects) {
    if (!Holds(dropped, object->name.schema)) continue;
    if (session.base.objects->Find(object->kind, object->name) == nullptr) made.push_back(object);
  }
  return made;
}

}  // namespace

Database WithoutSchemas(const Database& database, const std::vector<Text>& dropped) {
  std::vector<ObjectHandle> lost;
  for (const ObjectHandle& object : database.objects->objects) {
    if (Holds(dropped, object->name.schema)) lost.push_back(object);
  }
  if (lost.empty()) return database;
  Database without = database;
  Edit(without.objects, [&](ObjectList& list) { Lose(list, lost); });
  return without;
}

bool LosesIn(const std::vector<Text>& dropped, const SessionRecord& session) {
  return !MadeIn(dropped, session).empty() ||
         std::any_of(session.locks.begin(), session.locks.end(),
                     [&](const HeldLock& lock) { return Holds(dropped, lock.relation.schema); });
}

void LoseWhatWasMadeIn(const std::vector<Text>& dropped, SessionRecord& session) {
  std::erase_if(session.locks,
                [&](const HeldLock& lock) { return Holds(dropped, lock.relation.schema); });
  const std::vector<ObjectHandle> lost = MadeIn(dropped, session);
  if (lost.empty()) return;
  Edit(session.view.objects, [&](ObjectList& list) { Lose(list, lost); });
}

}  // namespace relapse::migrations
