#include "scenarios/migrations/differential.h"

#include <algorithm>

namespace relapse::migrations {

namespace {

class Masks {
 public:
  explicit Masks(const Parameters& parameters) : parameters_(parameters) {}

  std::vector<std::string> Find() {
    Hide({"file_system.**"});
    const bool last = parameters_.follows == FollowedAdvice::kLast;
    // Whoever dies after the last run leaves the server running.
    if (parameters_.builtin) {
      Hide({"postgres.listening", "server_process.pid_file", "server_process.pid",
            "server_process.port", "server_process.next_pid"});
    }
    // Whoever takes the last resort takes it where a death between two commits of the other drivers
    // left a database that waits for a word, and where their own server does not answer: it is made
    // anew from one checkout, whatever was undone, accepted or recorded before. Of the same tables
    // it still is, but where that checkout has lost what made one.
    if (last && (parameters_.driver != migrator::DriverKind::kBatch || parameters_.builtin)) {
      Hide({"postgres.committed.store.**", "postgres.committed.executed.**",
            "postgres.committed.objects.objects.*.definition",
            "postgres.committed.objects.objects.*.columns.**"});
      // Nor is what was taken back in name only there any more.
      const bool other_objects =
          parameters_.edit == FileEdit::kUpRemoved || parameters_.newest_down != DownFile::kPlain;
      if (other_objects) Hide({"postgres.committed.objects.**"});
    }
    // While the folder cannot be read no reset is advised, and who takes the last resort takes the
    // other major version: their data stay, where else they are made anew.
    if (last && parameters_.server == ServerBeginning::kForeignMajor) {
      Hide({"postgres.**", "server_process.**", "developer.typed.major"});
    }
    HideForeigner();
    return std::move(fields_);
  }

 private:
  void Hide(std::initializer_list<const char*> fields) {
    for (const char* field : fields) {
      if (std::find(fields_.begin(), fields_.end(), field) == fields_.end()) {
        fields_.emplace_back(field);
      }
    }
  }
  /// Who holds a lock changes nothing; of who migrates it shows who came first.
  void HideForeigner() {
    if (parameters_.foreign == Foreign::kNobody) return;
    if (parameters_.foreign == Foreign::kHoldsLock) {
      Hide({"foreign_session.**"});
    } else {
      fields_ = {"**"};
    }
  }

  const Parameters& parameters_;
  std::vector<std::string> fields_;
};

}  // namespace

std::vector<std::string> MaskedFields(const Parameters& parameters) {
  return Masks(parameters).Find();
}

}  // namespace relapse::migrations
