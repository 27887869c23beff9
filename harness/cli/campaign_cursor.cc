#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/cli/campaign_store.h"
#include "harness/core/hash.h"

namespace relapse {

CampaignCursor::~CampaignCursor() {
  if (layout_ != &own_) munmap(layout_, sizeof(Layout));
}

std::string CampaignCursor::Open(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return std::string("cannot open ") + path + ": " + std::strerror(errno);
  // Room is made now: a page of a full disk that is written to later ends the program.
  const int reason = posix_fallocate(file, 0, sizeof(Layout));
  void* memory = MAP_FAILED;
  if (reason == 0) {
    memory = mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  }
  const int trouble = reason != 0 ? reason : errno;
  close(file);
  if (memory == MAP_FAILED) {
    // Shared all the same: workers move it.
    memory =
        mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) layout_ = static_cast<Layout*>(memory);
    return std::string("cannot make room for ") + path + ": " + std::strerror(trouble);
  }
  layout_ = static_cast<Layout*>(memory);
  layout_->key[sizeof layout_->key - 1] = '\0';
  return "";
}

std::string CampaignCursor::key() const { return layout_->key; }

std::uint64_t CampaignCursor::CheckOf(const Slot& slot) {
  std::uint64_t check = HashCombine(0xc0de, slot.sequence);
  check = HashCombine(check, static_cast<std::uint64_t>(slot.progress.histories));
  check = HashCombine(check, static_cast<std::uint64_t>(slot.progress.effects));
  check = HashCombine(check, static_cast<std::uint64_t>(slot.progress.violating));
  check = HashCombine(check, slot.progress.history_hash);
  return HashCombine(check, slot.progress.reached);
}

BatchProgress CampaignCursor::Read() const {
  const Slot* best = nullptr;
  for (const Slot& slot : layout_->slots) {
    if (slot.check != CheckOf(slot)) continue;
    if (best == nullptr || slot.sequence > best->sequence) best = &slot;
  }
  return best == nullptr ? BatchProgress{} : best->progress;
}

void CampaignCursor::Begin(const std::string& key, const BatchProgress& progress) {
  layout_->key[0] = '\0';
  sequence_ = 0;
  layout_->slots[0] = layout_->slots[1] = Slot{};
  Move(progress);
  const std::size_t size = std::min(key.size(), sizeof layout_->key - 1);
  std::memcpy(layout_->key + 1, key.data() + (size > 0 ? 1 : 0), size > 0 ? size - 1 : 0);
  layout_->key[size] = '\0';
  if (size > 0) layout_->key[0] = key[0];
}

void CampaignCursor::Move(const BatchProgress& progress) {
  Slot& slot = layout_->slots[++sequence_ % 2];
  slot.sequence = sequence_;
  slot.progress = progress;
  slot.check = CheckOf(slot);
}

}  // namespace relapse
