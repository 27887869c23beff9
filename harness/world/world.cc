#include "harness/world/world.h"

#include <algorithm>

namespace relapse {

const Encoding& PartBox::Canonical(TimeMs now) const {
  // Worlds of different times share parts, so `now` may also lie before the last one asked for.
  if (!encoded_ || !encoding_.SameAt(encoded_at_, now)) {
    encoding_ = operations_->encode(value(), now, Form::kCanonical);
    encoding_hash_ = encoding_.WordsHash();
    encoded_at_ = now;
    encoded_ = true;
  }
  return encoding_;
}

std::uint64_t PartBox::CanonicalHash(TimeMs now) const {
  Canonical(now);
  return encoding_hash_;
}

std::uint64_t PartBox::RawHash() const {
  if (!raw_hashed_) {
    // A raw encoding does not depend on the time.
    raw_hash_ = operations_->encode(value(), 0, Form::kRaw).WordsHash();
    raw_hashed_ = true;
  }
  return raw_hash_;
}

TimeMs World::NextTimer() const {
  TimeMs next = kNoTime;
  for (const Agent* agent : model_->agents) next = std::min(next, agent->NextTimer(*this));
  RELAPSE_CHECK(next >= now_, "a timer lies in the past");
  return next;
}

void World::ProcessEnded(Text role) {
  for (const Survivor* survivor : model_->survivors) survivor->ProcessEnded(*this, role);
}

void World::AdvanceTo(TimeMs to) {
  RELAPSE_CHECK(to >= now_, "the clock moves forward only");
  now_ = to;
  // An agent that acts may make another due at once; one that does not move on would spin for ever.
  for (int rounds = 0; rounds < 1000; ++rounds) {
    bool acted = false;
    for (const Agent* agent : model_->agents) {
      if (agent->NextTimer(*this) > now_) continue;
      agent->Advance(*this);
      acted = true;
    }
    if (!acted) return;
  }
  RELAPSE_CHECK(false, "agents keep each other due without the clock moving");
}

namespace {

struct Ranked {
  std::int64_t rank_class;
  std::int64_t value;
  std::uint32_t position;
};

/// Calls `rank(position, rank)` for each of `slots`: its place among the values of its class.
template <class Rank>
void ForEachRank(std::vector<Ranked>& slots, const Rank& rank) {
  std::sort(slots.begin(), slots.end(), [](const Ranked& a, const Ranked& b) {
    if (a.rank_class != b.rank_class) return a.rank_class < b.rank_class;
    if (a.value != b.value) return a.value < b.value;
    return a.position < b.position;
  });
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const bool same_class = i > 0 && slots[i].rank_class == slots[i - 1].rank_class;
    if (!same_class) {
      next = 0;
    } else if (slots[i].value != slots[i - 1].value) {
      ++next;
    }
    rank(slots[i].position, next);
  }
}

}  // namespace

void World::Ranks(std::vector<std::uint64_t>& ranks) const {
  thread_local std::vector<Ranked> slots;
  slots.clear();
  for (std::size_t i = 0; i < part_count_; ++i) {
    for (const RankSlot& slot : parts_[i]->Canonical(now_).ranks) {
      slots.push_back({slot.rank_class, slot.value, static_cast<std::uint32_t>(slots.size())});
    }
  }
  ranks.assign(slots.size(), 0);
  ForEachRank(slots, [&](std::uint32_t position, std::uint64_t rank) { ranks[position] = rank; });
}

std::uint64_t World::CanonicalHash() const {
  std::uint64_t hash = static_cast<std::uint64_t>(now_ % 1000);
  for (std::size_t i = 0; i < part_count_; ++i) {
    hash = HashCombine(hash, parts_[i]->CanonicalHash(now_));
  }
  thread_local std::vector<std::uint64_t> ranks;
  Ranks(ranks);
  for (const std::uint64_t rank : ranks) hash = HashCombine(hash, rank);
  return hash;
}

std::uint64_t World::RawHash() const {
  auto hash = static_cast<std::uint64_t>(now_);
  for (std::size_t i = 0; i < part_count_; ++i) hash = HashCombine(hash, parts_[i]->RawHash());
  return hash;
}

bool World::SameState(const World& other) const {
  if (now_ % 1000 != other.now_ % 1000 || part_count_ != other.part_count_) return false;
  for (std::size_t i = 0; i < part_count_; ++i) {
    const PartBox* mine = parts_[i].get();
    const PartBox* theirs = other.parts_[i].get();
    if (mine == theirs && mine->Canonical(now_).SameAt(now_, other.now_)) continue;
    if (mine == theirs) return CanonicalWords() == other.CanonicalWords();
    if (mine->Canonical(now_).words != theirs->Canonical(other.now_).words) return false;
  }
  std::vector<std::uint64_t> my_ranks;
  std::vector<std::uint64_t> their_ranks;
  Ranks(my_ranks);
  other.Ranks(their_ranks);
  return my_ranks == their_ranks;
}

std::vector<std::uint64_t> World::CanonicalWords() const {
  std::vector<std::uint64_t> ranks;
  Ranks(ranks);
  std::vector<std::uint64_t> words{static_cast<std::uint64_t>(now_ % 1000)};
  std::size_t next_rank = 0;
  for (std::size_t i = 0; i < part_count_; ++i) {
    const Encoding& encoding = parts_[i]->Canonical(now_);
    const std::size_t start = words.size();
    words.insert(words.end(), encoding.words.begin(), encoding.words.end());
    for (const RankSlot& slot : encoding.ranks) words[start + slot.word] = ranks[next_rank++];
  }
  return words;
}

std::vector<std::uint64_t> World::RawWords() const {
  std::vector<std::uint64_t> words{static_cast<std::uint64_t>(now_)};
  for (std::size_t i = 0; i < part_count_; ++i) {
    const Encoding encoding = parts_[i]->operations().encode(parts_[i]->value(), now_, Form::kRaw);
    words.insert(words.end(), encoding.words.begin(), encoding.words.end());
  }
  return words;
}

Json World::ToCanonicalJson() const {
  RankTable ranks;
  for (std::size_t i = 0; i < part_count_; ++i) {
    parts_[i]->operations().collect_ranks(parts_[i]->value(), ranks);
  }
  ranks.Sort();
  Json json = Json::object();
  // Growing, an ordered object copies what it holds: every part, whole.
  json.get_ref<Json::object_t&>().reserve(part_count_);
  for (std::size_t i = 0; i < part_count_; ++i) {
    const PartOperations& part = parts_[i]->operations();
    json[std::string(part.name)] = part.canonical_json(parts_[i]->value(), now_, ranks);
  }
  return json;
}

std::vector<std::uint64_t> World::UnmaskedWords(const FieldMask& mask) const {
  UnmaskedForm form;
  if (mask.below()) return {};
  for (std::size_t i = 0; i < part_count_; ++i) {
    const PartOperations& part = parts_[i]->operations();
    part.unmasked(parts_[i]->value(), now_, mask.Member(part.name), form);
  }
  thread_local std::vector<Ranked> slots;
  slots.clear();
  for (const RankSlot& slot : form.ranks) {
    slots.push_back({slot.rank_class, slot.value, static_cast<std::uint32_t>(slots.size())});
  }
  ForEachRank(slots, [&](std::uint32_t position, std::uint64_t rank) {
    const std::size_t word = form.ranks[position].word;
    if (word != UnmaskedForm::kNoWord) form.words[word] = rank;
  });
  return std::move(form.words);
}

Json World::ToJson() const {
  Json json = {{"now", now_}};
  json.get_ref<Json::object_t&>().reserve(part_count_ + 1);
  for (std::size_t i = 0; i < part_count_; ++i) {
    json[std::string(parts_[i]->operations().name)] =
        parts_[i]->operations().json(parts_[i]->value());
  }
  return json;
}

}  // namespace relapse
