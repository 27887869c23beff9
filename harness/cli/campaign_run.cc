#include "harness/cli/campaign_run.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/cli/campaign_worker.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/shard.h"
#include "harness/cli/target.h"
#include "harness/report/campaign_report.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

namespace fs = std::filesystem;

/// Deterministic pieces may use this much of the clock, the rest is for random histories.
constexpr double kShareOfDeterministic = 0.5;
/// A piece that was not finished is begun again only with a share so many times larger.
constexpr double kWorthAnotherTry = 1.5;
/// Every piece gets this much while the clock runs: quick ones must not starve behind slow ones.
constexpr double kLeastSeconds = 0.05;
/// How long beyond its share a worker may go on: to shrink what it found, to end its child.
constexpr double kGraceSeconds = 300;

std::vector<std::string> RegressionFiles(const std::string& folder) {
  std::vector<std::string> files;
  if (folder == "none") return files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().filename().string());
  }
  std::sort(files.begin(), files.end());
  if (!files.empty()) return files;
  throw CommandError("--regressions " + folder +
                         (error ? ": there is no such directory" : ": holds no counterexample") +
                         "; name the directory, or say --regressions none",
                     ExitStatus::kInconclusive);
}

bool IsSelected(const std::vector<std::string>& names, const std::string& scenario) {
  if (names.empty() || scenario == kCanaryScenario) return true;
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return scenario == name || scenario.starts_with(name + "/");
  });
}

std::vector<const Scenario*> SelectedScenarios(const Session& session) {
  const std::vector<std::string>& names = session.arguments.scenarios;
  std::vector<const Scenario*> selected;
  for (const Scenario& scenario : session.catalogue.scenarios) {
    if (IsSelected(names, scenario.name)) selected.push_back(&scenario);
  }
  for (const std::string& name : names) {
    const bool is_known = std::any_of(selected.begin(), selected.end(), [&](const Scenario* one) {
      return one->name == name || one->name.starts_with(name + "/");
    });
    if (!is_known) (void)ScenarioNamed(session.catalogue, name);  // throws with the nearest name
  }
  return selected;
}

/// A hash of the program itself: what another build did says nothing about this one.
std::string BuildHash() {
  std::ifstream program("/proc/self/exe", std::ios::binary);
  std::stringstream content;
  content << program.rdbuf();
  return HashText(HashBytes(content.str()));
}

}  // namespace

Campaign::Campaign(Session& session, CampaignStore& store)
    : session_(session),
      store_(store),
      shard_(ParseShard(session.arguments.shard)),
      seed_(ParseSeed("--seed", session.arguments.seed)),
      limit_(static_cast<double>(session.arguments.max_time) / 1000.0) {}

bool Campaign::IsOver() const { return Interrupted() || (has_clock() && Elapsed() >= limit_); }

void Campaign::Run() {
  TakeUpCursor();
  DoPlanned();
  RunLeftSeeds();
  RunTurns();
}

void Campaign::Plan() {
  const Arguments& arguments = session_.arguments;
  const std::vector<const Scenario*> scenarios = SelectedScenarios(session_);
  const std::vector<std::string> regressions = RegressionFiles(arguments.regressions);
  std::vector<const DefectInfo*> defects;
  for (const DefectInfo& defect : session_.catalogue.defects) {
    if (IsSelected(arguments.scenarios, defect.scenario)) defects.push_back(&defect);
  }
  const auto planned = PlannedPieces(scenarios, regressions, BankSample(defects, seed_));
  build_ = BuildHash();
  const std::vector<std::string> left = store_.ForgetOtherBuilds(build_);
  StartRecord start{.seed = std::to_string(seed_),
                    .build = build_,
                    .shard = shard_.index,
                    .shards = shard_.count};
  for (const Piece& piece : planned) {
    start.planned.push_back(piece.key());
    if (IsDoneBy(shard_, piece.key())) pieces_.push_back(piece);
  }
  std::vector<Piece> corpus;
  for (const std::string& name : left) {
    corpus.push_back({PieceKind::kCorpus, name});
    start.planned.push_back(corpus.back().key());
  }
  // A campaign that was killed may have left some of its own.
  const std::string prefix = Piece{PieceKind::kCorpus, ""}.key();
  for (const auto& [key, earlier] : store_.data().starts()) {
    for (const std::string& one : earlier.planned) {
      if (one.starts_with(prefix))
        corpus.push_back({PieceKind::kCorpus, one.substr(prefix.size())});
    }
  }
  pieces_.insert(pieces_.begin(), corpus.begin(), corpus.end());
  store_.Add(start);
  for (const Scenario* scenario : scenarios) {
    if (scenario->name != kCanaryScenario) explored_.push_back(scenario);
  }
  if (const std::int64_t most = session_.arguments.max_histories; most > 0) {
    const auto count = static_cast<std::int64_t>(explored_.size());
    for (std::int64_t i = 0; i < count; ++i) {
      quotas_.push_back(most / count + (i < most % count ? 1 : 0));
    }
  }
}

void Campaign::DoPlanned() {
  std::vector<Piece> todo;
  for (const Piece& piece : pieces_) {
    if (!IsDone(piece)) todo.push_back(piece);
  }
  double largest = 0;
  while (!todo.empty() && !IsOver()) {
    std::vector<Piece> unfinished;
    for (std::size_t i = 0; i < todo.size() && !IsOver(); ++i) {
      const double left = limit_ * kShareOfDeterministic - Elapsed();
      const double share = std::max(ShareOfClock(left, todo.size() - i), kLeastSeconds);
      largest = std::max(largest, share);
      Do(todo[i], has_clock() ? share : 0);
      if (!IsDone(todo[i])) unfinished.push_back(todo[i]);
    }
    if (!has_clock() || unfinished.empty()) return;
    const double left = limit_ * kShareOfDeterministic - Elapsed();
    if (ShareOfClock(left, unfinished.size()) < largest * kWorthAnotherTry) return;
    todo = std::move(unfinished);
  }
}

bool Campaign::IsDone(const Piece& piece) const {
  if (piece.kind == PieceKind::kScenario && store_.data().scenarios().contains(piece.subject)) {
    return true;
  }
  const PieceRecord* record = store_.data().FindPiece(piece.key());
  return record != nullptr && record->done();
}

void Campaign::Do(const Piece& piece, double seconds) {
  session_.console.Progress(piece.key(), Elapsed(), limit_, "");
  Execute(piece.key(), seconds, [&](const PieceContext& context) {
    if (piece.kind == PieceKind::kScenario) {
      context.send(
          RecordJson(DescribeScenario(context, ScenarioNamed(session_.catalogue, piece.subject))));
    } else {
      context.send(RecordJson(DoPiece(context, piece)));
    }
  });
}

PieceRecord Campaign::DoPiece(const PieceContext& context, const Piece& piece) const {
  const auto scenario = [&]() -> const Scenario& {
    return ScenarioNamed(session_.catalogue, piece.subject);
  };
  switch (piece.kind) {
    case PieceKind::kRegression:
      return ReplayRegression(context,
                              (fs::path(session_.arguments.regressions) / piece.subject).string());
    case PieceKind::kCorpus:
      return ReplayCorpus(context, piece.subject);
    case PieceKind::kCanary:
      return TryCanary(context, scenario());
    case PieceKind::kBank:
      return MeasureBank(context, *session_.catalogue.FindDefect(piece.subject));
    case PieceKind::kExhaust:
      return ExhaustPiece(context, scenario());
    case PieceKind::kClose:
      return ClosePiece(context, scenario());
    case PieceKind::kScenario:
    case PieceKind::kRandom:
      break;
  }
  throw CheckFailure{"no piece " + piece.key()};
}

void Campaign::Execute(const std::string& key, double seconds,
                       const std::function<void(const PieceContext&)>& work) {
  got_answer_ = false;
  const Stopwatch clock;
  WorkerOptions options{.name = key, .watchdog = session_.arguments.watchdog};
  if (seconds > 0 && options.watchdog > 0) options.most_seconds = seconds + kGraceSeconds;
  options.line = [this](const Json& line) { Hear(line); };
  options.tick = [&] {
    session_.console.Progress(key, Elapsed(), limit_, Counted(histories_, "history"));
  };
  const WorkerEnd end = RunWorker(options, [&](const std::function<void(const Json&)>& send) {
    store_.TellComplaints([&](const std::string& text) { send({{"complaint", text}}); });
    work(PieceContext{session_, store_, seconds, send});
  });
  if (end.failure.empty() || got_answer_) return;
  PieceRecord record;
  if (key == store_.cursor().key()) record = RecordAt(key, ScenarioOf(key), store_.cursor().Read());
  record.key = key;
  record.kind = key.substr(0, key.find('/'));
  if (record.scenario.empty()) record.scenario = key.substr(key.find('/') + 1);
  if (record.strategy.empty()) record.strategy = record.kind;
  const bool from_outside = end.killed || Interrupted();
  record.verdict = from_outside ? PieceVerdict::kUnfinished : PieceVerdict::kFailed;
  record.words = end.failure;
  if (record.strategy == "random") {
    record.words += " after " + Counted(record.histories, "history") + " of batch " + key;
  }
  record.seconds += clock.Seconds();
  Take(record);
}

void Campaign::Hear(const Json& line) {
  if (line.contains("complaint")) return store_.PassOn(line.value("complaint", ""));
  if (line.contains("piece")) {
    PieceRecord record;
    FromJson(line["piece"], record);
    got_answer_ = true;
    Take(record);
  } else if (line.contains("scenario")) {
    ScenarioRecord record;
    FromJson(line["scenario"], record);
    store_.Add(record);
    got_answer_ = true;
  } else if (line.contains("finding")) {
    FindingRecord record;
    FromJson(line["finding"], record);
    store_.Learn(record);
    Tell(record);
  } else if (line.contains("seed")) {
    SeedRecord record;
    FromJson(line["seed"], record);
    store_.Add(record);
  }
}

void Campaign::Take(const PieceRecord& record) {
  const PieceRecord* known = store_.data().FindPiece(record.key);
  // A batch that goes on has counted what it had before.
  const bool goes_on = known != nullptr && record.strategy == "random";
  histories_ += record.histories - (goes_on ? known->histories : 0);
  store_.Add(record);
  Tell(record);
}

}  // namespace relapse
