// CampaignStore: what a campaign keeps in its folder, so that nothing that was done is lost or done
// again:
//
//   journal.jsonl    one checked record a line, only ever appended to
//   counterexamples/ one file a signature, named after its content
//   cursor           how far the batch of random histories at work has come, after every history
//   lock             held while a campaign works here
//
// Method. A line is written by one write and carries a hash of its record: a torn or damaged line
// is left out when the journal is read, and counted. The cursor is memory shared with the kernel,
// so it survives SIGKILL; it has two slots with a hash each, written in turn. What cannot be
// written (a full disk) is said once and kept in memory: the campaign goes on.
#ifndef HARNESS_CLI_CAMPAIGN_STORE_H_
#define HARNESS_CLI_CAMPAIGN_STORE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/explore/campaign_data.h"
#include "harness/explore/counterexample.h"

namespace relapse {

/// How far a batch has come.
struct BatchProgress {
  std::int64_t histories = 0;
  std::int64_t effects = 0;
  std::int64_t violating = 0;
  std::uint64_t history_hash = 0;
  std::uint64_t reached = 0;
};

/// The batch at work, in memory that outlives this process.
class CampaignCursor {
 public:
  CampaignCursor() = default;
  ~CampaignCursor();
  CampaignCursor(const CampaignCursor&) = delete;
  CampaignCursor& operator=(const CampaignCursor&) = delete;

  /// Empty, or why it lives in memory only.
  std::string Open(const std::string& path);
  /// The batch that was left at work by a campaign that was killed; empty: none.
  std::string key() const;
  BatchProgress Read() const;
  void Begin(const std::string& key, const BatchProgress& progress);
  /// A few stores: called after every history.
  void Move(const BatchProgress& progress);
  void End() { Begin("", {}); }

 private:
  struct Slot {
    std::uint64_t sequence = 0;
    BatchProgress progress;
    std::uint64_t check = 0;
  };
  struct Layout {
    char key[512];
    Slot slots[2];
  };
  static std::uint64_t CheckOf(const Slot& slot);

  Layout own_{};
  Layout* layout_ = &own_;
  std::uint64_t sequence_ = 0;
};

/// The lines of a journal, those that are damaged left out and counted.
struct JournalText {
  CampaignData data;
  std::int64_t damaged = 0;
};
JournalText ReadJournal(const std::string& text);
/// One line, its newline included.
std::string JournalLine(const Json& record);

class CampaignStore {
 public:
  /// `complain`: told in one line what could not be kept or read, each thing once.
  explicit CampaignStore(std::string folder, std::function<void(const std::string&)> complain);
  ~CampaignStore();
  CampaignStore(const CampaignStore&) = delete;
  CampaignStore& operator=(const CampaignStore&) = delete;

  /// Makes the folder, locks it and reads what is there. Throws CommandError.
  void Open();
  /// What another build left: its counterexamples stay, to be tried again, and its seeds; its
  /// pieces are forgotten. Their files.
  std::vector<std::string> ForgetOtherBuilds(const std::string& build);

  const CampaignData& data() const { return data_; }
  template <class Record>
  void Add(const Record& record) {
    data_.Join(record);
    Append(RecordJson(record));
  }
  /// What a worker has added already, in its own process.
  template <class Record>
  void Learn(const Record& record) {
    data_.Join(record);
  }
  /// Writes the counterexample and its record, and removes the one it is better than.
  FindingRecord Keep(const Counterexample& counterexample, const std::string& strategy);
  std::string CounterexampleFile(const std::string& name) const;
  /// A counterexample that breaks nothing any more goes into the folder `fixed`.
  void Retire(const std::string& name);

  CampaignCursor& cursor() { return cursor_; }
  const std::string& folder() const { return folder_; }
  /// Whether everything was kept.
  bool complete() const { return complete_; }
  void Complain(const std::string& what);
  /// Who is told from now on: in a worker, the campaign.
  void TellComplaints(std::function<void(const std::string&)> complain) {
    complain_ = std::move(complain);
  }
  /// What a worker complained of.
  void PassOn(const std::string& complaint) {
    if (complete_) complain_(complaint);
    complete_ = false;
  }

 private:
  void Append(const Json& record);
  void OpenJournal();

  std::string folder_;
  std::function<void(const std::string&)> complain_;
  CampaignData data_;
  CampaignCursor cursor_;
  int lock_ = -1;
  int journal_ = -1;
  bool complete_ = true;
};

/// What every campaign keeps, joined into one folder, the same bytes in whatever order: data and
/// counterexamples. Complaints about what could not be read go to `complain`.
CampaignData MergeFolders(const std::vector<std::string>& folders, const std::string& out,
                          const std::function<void(const std::string&)>& complain);

}  // namespace relapse

#endif  // HARNESS_CLI_CAMPAIGN_STORE_H_
