// World: all state that survives the death of every process, as a value. A list of parts, one per
// fake, shared until written; copying a world copies a few pointers. It counts its changes.
#ifndef HARNESS_WORLD_WORLD_H_
#define HARNESS_WORLD_WORLD_H_

#include <array>
#include <atomic>
#include <string_view>
#include <utility>

#include "harness/core/check.h"
#include "harness/core/json.h"
#include "harness/world/canonical.h"
#include "harness/world/canonical_json.h"
#include "harness/world/unmasked_form.h"

namespace relapse {

class World;

/// What can be done with a part without knowing its type.
struct PartOperations {
  std::string_view name;
  Encoding (*encode)(const void* value, TimeMs now, Form form);
  Json (*json)(const void* value);
  void (*collect_ranks)(const void* value, RankTable& ranks);
  Json (*canonical_json)(const void* value, TimeMs now, const RankTable& ranks);
  void (*unmasked)(const void* value, TimeMs now, const FieldMask* mask, UnmaskedForm& out);
};

/// A shared, reference-counted part. Counts are not atomic: a simulation lives in one thread.
class PartBox {
 public:
  explicit PartBox(const PartOperations& operations) : operations_(&operations) {}
  virtual ~PartBox() = default;
  virtual PartBox* Clone() const = 0;
  virtual const void* value() const = 0;

  const PartOperations& operations() const { return *operations_; }
  /// The canonical encoding at `now`, cached while it cannot have changed.
  const Encoding& Canonical(TimeMs now) const;
  std::uint64_t CanonicalHash(TimeMs now) const;
  /// Of the value as it is, cached until it changes.
  std::uint64_t RawHash() const;
  void Forget() { encoded_ = raw_hashed_ = false; }

 private:
  friend class PartPointer;
  const PartOperations* operations_;
  std::uint32_t references_ = 0;
  mutable bool encoded_ = false;
  mutable TimeMs encoded_at_ = 0;
  mutable Encoding encoding_;
  mutable std::uint64_t encoding_hash_ = 0;
  mutable bool raw_hashed_ = false;
  mutable std::uint64_t raw_hash_ = 0;
};

class PartPointer {
 public:
  PartPointer() = default;
  explicit PartPointer(PartBox* box) : box_(box) { Acquire(); }
  PartPointer(const PartPointer& other) : box_(other.box_) { Acquire(); }
  PartPointer(PartPointer&& other) noexcept : box_(std::exchange(other.box_, nullptr)) {}
  PartPointer& operator=(PartPointer other) noexcept {
    std::swap(box_, other.box_);
    return *this;
  }
  ~PartPointer() {
    if (box_ != nullptr && --box_->references_ == 0) delete box_;
  }

  PartBox* get() const { return box_; }
  PartBox* operator->() const { return box_; }
  bool shared() const { return box_->references_ > 1; }

 private:
  void Acquire() {
    if (box_ != nullptr) ++box_->references_;
  }
  PartBox* box_ = nullptr;
};

/// Something in the world that acts by itself: a provider's processor, an operator's script.
/// Stateless: its state is a part. Owns no callback; the clock asks it.
class Agent {
 public:
  virtual ~Agent() = default;
  /// When it acts next, or kNoTime. Never before the world's now.
  virtual TimeMs NextTimer(const World& world) const = 0;
  /// Acts. Called when the world's clock has reached NextTimer().
  virtual void Advance(World& world) const = 0;
};

/// Performs a request that was left in flight, on whatever world it lands in.
class Lander {
 public:
  virtual ~Lander() = default;
  /// True if the request was one of its kinds (and has been performed).
  virtual bool Land(World& world, const void* spec, const void* request) const = 0;
};

/// Something in the world that outlives processes and notices their end: a server, whose sessions
/// with a process end with it. Stateless, as an agent is.
class Survivor {
 public:
  virtual ~Survivor() = default;
  /// The process `role` was killed, died by itself or returned: the system has closed all it held
  /// open. May be told of a process that held nothing; then nothing is written.
  virtual void ProcessEnded(World& world, Text role) const = 0;
};

/// What a family of worlds has in common: who acts in it, who receives late requests, and who
/// notices the end of a process.
struct WorldModel {
  std::vector<const Agent*> agents;
  std::vector<const Lander*> landers;
  std::vector<const Survivor*> survivors;
};

class World {
 public:
  static constexpr std::size_t kMostParts = 8;

  /// An empty world in which nobody acts.
  World() : World(&kNobody) {}
  explicit World(const WorldModel* model) : model_(model) {}

  TimeMs now() const { return now_; }
  /// Changes of any part since the beginning. The clock is not a change.
  std::uint64_t change_count() const { return change_count_; }
  const WorldModel& model() const { return *model_; }

  /// Adds a part. `T` is described, copyable and names itself: `static constexpr kPartName`.
  template <class T>
  void Add(T value);
  template <class T>
  const T& Get() const;
  /// The part for writing: copied first if shared. Counts as a change, so call it only to change.
  template <class T>
  T& Mutate();
  template <class T>
  bool Has() const;

  /// Puts the clock of a world under construction at `now`; nobody acts.
  void SetClock(TimeMs now) { now_ = now; }

  /// The next time anything in the world acts, or kNoTime.
  TimeMs NextTimer() const;
  /// Tells everybody in the world who survives it that the process `role` has ended.
  void ProcessEnded(Text role);
  /// Moves the clock to `to` (not past the next timer) and lets everything due there act.
  void AdvanceTo(TimeMs to);

  std::uint64_t CanonicalHash() const;
  /// Of everything as it is, clock, ids and unread fields too: equal only where what a live process
  /// remembers of the world means the same.
  std::uint64_t RawHash() const;
  /// Same canonical form. What a hash hit compares; parts that are shared are not looked at.
  bool SameState(const World& other) const;
  /// The whole canonical form, ranks filled in.
  std::vector<std::uint64_t> CanonicalWords() const;
  std::vector<std::uint64_t> RawWords() const;
  Json ToJson() const;
  /// The canonical form as JSON: the same for two worlds that are the same state.
  Json ToCanonicalJson() const;
  /// Of what ToCanonicalJson shows and `mask` does not cover. Where the words of two worlds are
  /// equal, so are those fields.
  std::vector<std::uint64_t> UnmaskedWords(const FieldMask& mask) const;

 private:
  template <class T>
  struct TypedBox;
  template <class T>
  static const PartOperations& OperationsOf();
  template <class T>
  std::size_t SlotOf() const;
  /// Ranks of every rank slot, in slot order.
  void Ranks(std::vector<std::uint64_t>& ranks) const;

  static inline const WorldModel kNobody{};

  const WorldModel* model_;
  TimeMs now_ = 0;
  std::uint64_t change_count_ = 0;
  std::size_t part_count_ = 0;
  std::array<PartPointer, kMostParts> parts_;
};

template <class T>
struct World::TypedBox final : PartBox {
  explicit TypedBox(T v) : PartBox(OperationsOf<T>()), typed(std::move(v)) {}
  PartBox* Clone() const override { return new TypedBox(typed); }
  const void* value() const override { return &typed; }
  T typed;
};

template <class T>
const PartOperations& World::OperationsOf() {
  static constexpr PartOperations kOperations{
      T::kPartName,
      [](const void* value, TimeMs now, Form form) {
        return Encode(*static_cast<const T*>(value), now, form);
      },
      [](const void* value) { return relapse::ToJson(*static_cast<const T*>(value)); },
      [](const void* value, RankTable& ranks) {
        relapse::CollectRanks(*static_cast<const T*>(value), ranks);
      },
      [](const void* value, TimeMs now, const RankTable& ranks) {
        return relapse::CanonicalJson(*static_cast<const T*>(value), now, ranks);
      },
      [](const void* value, TimeMs now, const FieldMask* mask, UnmaskedForm& out) {
        UnmaskedVisitor(out, now, mask).Write(*static_cast<const T*>(value), mask);
      }};
  return kOperations;
}

template <class T>
std::size_t World::SlotOf() const {
  const PartOperations* wanted = &OperationsOf<T>();
  // Worlds of one model hold their parts in one order: where it was last is nearly always right.
  static std::atomic<std::size_t> last = 0;
  const std::size_t guess = last.load(std::memory_order_relaxed);
  if (guess < part_count_ && &parts_[guess]->operations() == wanted) return guess;
  for (std::size_t i = 0; i < part_count_; ++i) {
    if (&parts_[i]->operations() != wanted) continue;
    last.store(i, std::memory_order_relaxed);
    return i;
  }
  return kMostParts;
}

template <class T>
bool World::Has() const {
  return SlotOf<T>() != kMostParts;
}

template <class T>
void World::Add(T value) {
  RELAPSE_CHECK(part_count_ < kMostParts && !Has<T>(), T::kPartName);
  parts_[part_count_++] = PartPointer(new TypedBox<T>(std::move(value)));
}

template <class T>
const T& World::Get() const {
  const std::size_t slot = SlotOf<T>();
  RELAPSE_CHECK(slot != kMostParts, T::kPartName);
  return static_cast<const TypedBox<T>*>(parts_[slot].get())->typed;
}

template <class T>
T& World::Mutate() {
  const std::size_t slot = SlotOf<T>();
  RELAPSE_CHECK(slot != kMostParts, T::kPartName);
  PartPointer& part = parts_[slot];
  if (part.shared()) part = PartPointer(part->Clone());
  part->Forget();
  ++change_count_;
  return static_cast<TypedBox<T>*>(part.get())->typed;
}

}  // namespace relapse

#endif  // HARNESS_WORLD_WORLD_H_
