#include "harness/cli/campaign_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "harness/cli/exit_status.h"
#include "harness/cli/findings_report.h"
#include "harness/core/hash.h"

namespace relapse {

namespace {

namespace fs = std::filesystem;

constexpr const char* kJournal = "journal.jsonl";
constexpr const char* kCounterexamples = "counterexamples";

/// What was read, or nothing where there is no such file.
std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

/// All of it or an errno.
int WriteAll(int file, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t size = write(file, text.data() + done, text.size() - done);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    done += static_cast<std::size_t>(size);
  }
  return 0;
}

std::string DamageWords(const std::string& path, std::int64_t damaged) {
  return path + ": " + Counted(damaged, "damaged line") + " left out; what they said is done again";
}

}  // namespace

std::string JournalLine(const Json& record) {
  const std::string text = JsonLine(record);
  return JsonLine({{"check", HashText(HashBytes(text))}, {"record", Json::parse(text)}}) + "\n";
}

JournalText ReadJournal(const std::string& text) {
  JournalText read;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const Json json = Json::parse(line, nullptr, false);
    try {
      if (json.is_discarded() ||
          json.at("check") != HashText(HashBytes(JsonLine(json.at("record"))))) {
        ++read.damaged;
      } else {
        read.data.Join(json.at("record"));
      }
    } catch (const nlohmann::json::exception&) {
      ++read.damaged;
    }
  }
  return read;
}

CampaignStore::CampaignStore(std::string folder, std::function<void(const std::string&)> complain)
    : folder_(std::move(folder)), complain_(std::move(complain)) {}

CampaignStore::~CampaignStore() {
  if (journal_ >= 0) close(journal_);
  if (lock_ >= 0) close(lock_);
}

void CampaignStore::Complain(const std::string& what) {
  if (complete_) complain_(what + "; the campaign goes on without keeping everything");
  complete_ = false;
}

namespace {

/// False where somebody else keeps it. The worker of a campaign that was killed holds the lock
/// until it hears of that death, some milliseconds: worth a wait.
bool TakeLock(int file) {
  constexpr int kTries = 100;
  constexpr useconds_t kBetween = 20'000;  // microseconds
  for (int i = 0; i < kTries; ++i) {
    if (flock(file, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK) return false;
    usleep(kBetween);
  }
  return false;
}

}  // namespace

void CampaignStore::Open() {
  CheckOutFolder(folder_);
  std::error_code error;
  fs::create_directories(fs::path(folder_) / kCounterexamples, error);
  if (error) {
    throw CommandError("--out " + folder_ + ": cannot create it: " + error.message() +
                       "; name another directory");
  }
  lock_ = open((folder_ + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0) {
    throw CommandError("--out " + folder_ + ": cannot create a file there (" +
                       std::strerror(errno) + "); name another directory");
  }
  if (!TakeLock(lock_)) {
    throw CommandError("--out " + folder_ +
                       ": another campaign works there; give each shard a folder of its own");
  }
  const std::string path = folder_ + "/" + kJournal;
  const JournalText journal = ReadJournal(FileText(path));
  data_ = journal.data;
  if (journal.damaged > 0) complain_(DamageWords(path, journal.damaged));
  if (const std::string trouble = cursor_.Open(folder_ + "/cursor"); !trouble.empty()) {
    Complain(trouble);
  }
  OpenJournal();
}

void CampaignStore::OpenJournal() {
  if (journal_ >= 0) close(journal_);
  const std::string path = folder_ + "/" + kJournal;
  journal_ = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (journal_ < 0) return Complain("cannot write " + path + ": " + std::strerror(errno));
  const off_t size = lseek(journal_, 0, SEEK_END);
  char last = '\n';
  // What a torn line has begun must not swallow the next one.
  if (size > 0 && pread(journal_, &last, 1, size - 1) == 1 && last != '\n') {
    if (const int reason = WriteAll(journal_, "\n"); reason != 0) {
      Complain("cannot write " + path + ": " + std::strerror(reason));
    }
  }
}

void CampaignStore::Append(const Json& record) {
  if (journal_ < 0) return;
  const off_t size = lseek(journal_, 0, SEEK_END);
  const int reason = WriteAll(journal_, JournalLine(record));
  if (reason == 0) return;
  Complain("cannot write " + folder_ + "/" + kJournal + ": " + std::strerror(reason));
  if (ftruncate(journal_, size) != 0) OpenJournal();
}

std::vector<std::string> CampaignStore::ForgetOtherBuilds(const std::string& build) {
  const auto& starts = data_.starts();
  const bool all_ours = std::all_of(starts.begin(), starts.end(),
                                    [&](const auto& one) { return one.second.build == build; });
  std::vector<std::string> left;
  if (all_ours) return left;
  std::string text;
  CampaignData kept;
  for (const auto& [key, seed] : data_.seeds()) {
    kept.Join(seed);
    text += JournalLine(RecordJson(seed));
  }
  for (const auto& [key, finding] : data_.BestOfSignatures()) {
    if (!finding.file.empty()) left.push_back(finding.file);
  }
  std::sort(left.begin(), left.end());
  data_ = kept;
  cursor_.End();
  try {
    WriteFileAtomically(folder_ + "/" + kJournal, text);
  } catch (const std::runtime_error& error) {
    Complain(error.what());
  }
  OpenJournal();
  return left;
}

std::string CampaignStore::CounterexampleFile(const std::string& name) const {
  return (fs::path(folder_) / kCounterexamples / name).string();
}

FindingRecord CampaignStore::Keep(const Counterexample& counterexample,
                                  const std::string& strategy) {
  const std::string content = counterexample.ToJson().dump(2) + "\n";
  FindingRecord finding{.scenario = counterexample.scenario,
                        .signature = counterexample.signature,
                        .invariant = counterexample.verdict.invariant,
                        .message = counterexample.verdict.message,
                        .strategy = strategy,
                        .faults = static_cast<int>(counterexample.plan.faults.size()),
                        .bytes = std::ssize(content),
                        .content = HashText(HashBytes(content))};
  for (const Fault& fault : counterexample.plan.faults) finding.plan.push_back(Describe(fault));
  const std::string name = finding.invariant + "-" +
                           HashText(HashBytes(finding.signature)).substr(0, 8) + "-" +
                           finding.content.substr(0, 8) + ".json";
  try {
    WriteFileAtomically(CounterexampleFile(name), content);
    finding.file = name;
  } catch (const std::runtime_error& error) {
    Complain(error.what());
  }
  const std::map<std::string, FindingRecord> before = data_.BestOfSignatures();
  Add(finding);
  const FindingRecord best = data_.BestOfSignatures().at(finding.signature);
  // The one that lost goes, but only now that the other is in the journal.
  std::error_code ignored;
  if (!finding.file.empty() && best.file != finding.file) {
    fs::remove(CounterexampleFile(finding.file), ignored);
  }
  if (const auto old = before.find(finding.signature);
      old != before.end() && !old->second.file.empty() && best.file != old->second.file) {
    fs::remove(CounterexampleFile(old->second.file), ignored);
  }
  return finding;
}

void CampaignStore::Retire(const std::string& name) {
  std::error_code error;
  fs::create_directories(fs::path(folder_) / "fixed", error);
  if (!error) fs::rename(CounterexampleFile(name), fs::path(folder_) / "fixed" / name, error);
  if (error) Complain("cannot move " + CounterexampleFile(name) + ": " + error.message());
}

CampaignData MergeFolders(const std::vector<std::string>& folders, const std::string& out,
                          const std::function<void(const std::string&)>& complain) {
  CampaignData merged;
  std::map<std::string, std::string> contents;  // by name
  std::vector<std::string> all = folders;
  if (fs::exists(fs::path(out) / kJournal)) all.push_back(out);
  for (const std::string& folder : all) {
    const std::string path = folder + "/" + kJournal;
    if (!fs::exists(path)) {
      throw CommandError("merge " + folder + ": holds no " + kJournal +
                         "; name folders that a campaign wrote (--out)");
    }
    const JournalText journal = ReadJournal(FileText(path));
    if (journal.damaged > 0) complain(DamageWords(path, journal.damaged));
    merged.Join(journal.data);
    for (const auto& [key, finding] : journal.data.findings()) {
      if (finding.file.empty() || contents.contains(finding.file)) continue;
      std::string text = FileText(folder + "/" + kCounterexamples + "/" + finding.file);
      if (HashText(HashBytes(text)) == finding.content) contents[finding.file] = std::move(text);
    }
  }
  std::string text;
  for (const Json& record : merged.Records()) text += JournalLine(record);
  std::set<std::string> best;
  for (const auto& [signature, finding] : merged.BestOfSignatures()) {
    if (finding.file.empty()) continue;
    best.insert(finding.file);
    if (const auto found = contents.find(finding.file); found != contents.end()) {
      WriteFileAtomically(out + "/" + kCounterexamples + "/" + finding.file, found->second);
    } else {
      complain("the counterexample " + finding.file + " is in none of the folders, or damaged");
    }
  }
  WriteFileAtomically(out + "/" + kJournal, text);
  for (const auto& [key, finding] : merged.findings()) {
    if (finding.file.empty() || best.contains(finding.file)) continue;
    std::error_code ignored;
    fs::remove(out + "/" + kCounterexamples + "/" + finding.file, ignored);
  }
  return merged;
}

}  // namespace relapse
