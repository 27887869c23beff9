#include "harness/cli/html_page.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "harness/cli/findings_report.h"

namespace relapse {

namespace {

std::vector<std::pair<std::string, std::string>> FiguresOf(const ExplorationReport& report) {
  const ExploreFigures& figures = report.figures;
  std::vector<std::pair<std::string, std::string>> list;
  const auto add = [&](const char* name, std::int64_t number, bool always = false) {
    if (number != 0 || always) list.emplace_back(name, Grouped(number));
  };
  add("plans", figures.plans);
  add("histories", figures.histories, true);
  add("effects", figures.effects, true);
  add("crash states", figures.states);
  add("edges", figures.edges);
  add("deepest chain of crashes", figures.deepest);
  add("void", figures.voids, true);
  add("merges", figures.merged);
  add("merges checked", figures.congruence_checked);
  add("real crashes compared", figures.real_crashes_checked);
  add("run twice", figures.determinism_checked);
  add("run in another process", report.repeated_in_child);
  if (figures.slowest_recovery != 0) {
    list.emplace_back("slowest recovery", VirtualDuration(figures.slowest_recovery));
  }
  return list;
}

std::string TitleOf(const Arguments& arguments) {
  return "relapse " + arguments.command +
         (arguments.scenario.empty() ? "" : " " + arguments.scenario);
}

}  // namespace

void CheckHtmlFile(const std::string& file) {
  namespace fs = std::filesystem;
  const auto refuse = [&](const std::string& why) {
    throw CommandError("--html " + file + ": " + why + "; name another file");
  };
  std::error_code error;
  if (file.empty() || fs::path(file).filename().empty()) refuse("names no file");
  if (fs::is_directory(file, error)) refuse("is a directory");
  if (fs::exists(file, error) && !fs::is_regular_file(file, error)) refuse("is no ordinary file");
  const fs::path folder = fs::path(file).parent_path();
  CheckFolder("--html", folder.string());
  if (!folder.empty() && !fs::exists(folder, error)) return;  // made when the page is written
  const std::string probe = file + ".tmp." + std::to_string(getpid());
  const int opened = open(probe.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (opened < 0) refuse(std::string("cannot be written (") + std::strerror(errno) + ")");
  close(opened);
  unlink(probe.c_str());
}

VerdictWords VerdictOfStatus(ExitStatus status) {
  switch (status) {
    case ExitStatus::kHeld:
      return {"HELD", Tone::kGood};
    case ExitStatus::kViolated:
      return {"VIOLATED", Tone::kBad};
    case ExitStatus::kInconclusive:
      return {"INCONCLUSIVE", Tone::kDoubt};
    case ExitStatus::kHarnessFailure:
      return {"HARNESS FAILURE", Tone::kBad};
    case ExitStatus::kUsage:
    case ExitStatus::kNoBackend:
      break;
  }
  return {"NOT RUN", Tone::kNeutral};
}

std::string WriteHtmlPage(Session& session, const std::string& repeat, ExitStatus status) {
  HtmlReport& page = *session.page;
  page.title = TitleOf(session.arguments);
  page.repeat = repeat;
  if (page.verdict.words.empty()) page.verdict = VerdictOfStatus(status);
  if (page.words.empty() && page.explorations.size() == 1) page.words = page.explorations[0].words;
  try {
    WriteFileAtomically(session.arguments.html, PageText(page));
  } catch (const std::runtime_error& error) {
    return std::string("--html: ") + error.what() + "; the results above stand";
  }
  session.console.Line("page     " + session.arguments.html);
  return "";
}

HtmlFinding FindingForPage(const Target& target, const Finding& finding, const PlanRun& run,
                           const Recording& recording) {
  HtmlFinding page{.signature = finding.signature,
                   .invariant = finding.verdict.invariant,
                   .message = run.verdict.message};
  for (const Fault& fault : finding.plan.faults) page.plan.push_back(Describe(fault));
  if (!recording.worlds.empty()) {
    page.timeline = SwimlanesOf(recording, target.instance->initial.ToJson(), run.verdict.step,
                                run.verdict.invariant);
  }
  return page;
}

Basis BasisOf(const Session& session) {
  Basis basis{};
  EnumFromName(session.arguments.basis, basis);
  return basis;
}

void AddToPage(Session& session, PageExploration exploration) {
  if (session.explored) session.explored(exploration);
  if (session.page == nullptr) return;
  const ExplorationReport& report = exploration.report;
  HtmlExploration page{.scenario = report.scenario,
                       .strategy = std::move(exploration.strategy),
                       .repeat = RepeatCommand(session.arguments),
                       .verdict = VerdictOfStatus(exploration.status)};
  switch (exploration.status) {
    case ExitStatus::kHeld:
      page.words = exploration.conclusion.held_words;
      break;
    case ExitStatus::kViolated:
      page.words = Counted(std::ssize(report.violations), "signature") + " in " +
                   Grouped(exploration.conclusion.violating_histories) + " violating of " +
                   Counted(report.figures.histories, "history");
      break;
    case ExitStatus::kHarnessFailure:
      page.words = report.harness_failure + ": nothing here speaks for or against the component";
      break;
    default:
      page.words = "nothing was violated so far";
  }
  if (report.parameters.is_object()) page.parameters = ParameterText(report.parameters);
  page.defects = report.defects;
  page.doubts = exploration.conclusion.doubts;
  page.figures = FiguresOf(report);
  page.properties = PropertiesOf(exploration.target.instance->system.invariants, report);
  page.grid = GridOf(exploration.coverage, exploration.target.instance->rules, exploration.effort);
  page.findings = std::move(exploration.findings);
  session.page->explorations.push_back(std::move(page));
}

}  // namespace relapse
