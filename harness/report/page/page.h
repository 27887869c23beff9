// HtmlReport: everything one page shows, as plain data, and the page made of it. Self-contained: no
// server, no file beside it, no script needed to read it. The same report gives the same bytes; the
// only wall-clock times are those of the bank's table.
#ifndef HARNESS_REPORT_PAGE_PAGE_H_
#define HARNESS_REPORT_PAGE_PAGE_H_

#include <string>
#include <utility>
#include <vector>

#include "harness/report/page/swimlanes.h"

namespace relapse {

/// How good a thing is; its colour.
enum class Tone : std::uint8_t { kGood, kBad, kDoubt, kNeutral };

/// A verdict in a word or two: {"VIOLATED", kBad}.
struct VerdictWords {
  std::string words;
  Tone tone = Tone::kNeutral;
};

/// One invariant or generic oracle of a scenario.
struct HtmlProperty {
  std::string name;
  std::string form;      ///< "always", "eventually", "sometimes", "oracle"
  std::string summary;   ///< may be empty
  VerdictWords verdict;  ///< "held", "violated", "reached", "never reached", "not due"
};

/// One cell of the coverage grid: a count, or why there is none.
struct HtmlCell {
  enum class Kind : std::uint8_t {
    kCount,
    kIllegal,    ///< the fault model forbids it
    kSameState,  ///< a crash that leaves the state of another one: not run apart
    kBeyond,     ///< legal, but beyond what was asked for
    kMissing,    ///< legal and asked for, but not done
  };
  Kind kind = Kind::kCount;
  std::int64_t count = 0;
  std::string reason;  ///< said on hovering
};

struct HtmlGrid {
  std::vector<std::string> outcomes;  ///< columns, each for both phases
  struct Row {
    std::string effect;
    std::vector<HtmlCell> cells;  ///< fresh and recovery of the first outcome, of the second ...
  };
  std::vector<Row> rows;
};

struct HtmlFinding {
  std::string signature;
  std::string invariant;
  std::string message;
  std::string how_found;
  std::vector<std::string> plan;  ///< one fault each
  std::string necessity;
  std::string replay;  ///< command
  Swimlanes timeline;
};

/// One exploration of one scenario. `run`, `exhaust` and `close` make one, a campaign several.
struct HtmlExploration {
  std::string scenario;
  std::string strategy;  ///< "exhaust, at most 2 faults"
  std::string repeat;    ///< command
  VerdictWords verdict;
  std::string words;                                         ///< what the verdict holds for
  std::string parameters;                                    ///< in words; empty: drawn
  std::vector<std::string> defects;                          ///< switched on
  std::vector<std::string> doubts;                           ///< why it is inconclusive
  std::vector<std::pair<std::string, std::string>> figures;  ///< name and value
  std::vector<HtmlProperty> properties;
  HtmlGrid grid;
  std::vector<HtmlFinding> findings;
};

struct HtmlBankRow {
  std::string defect;
  std::string summary;
  std::string source;
  VerdictWords killed_by;
  std::string histories;
  std::string time;  ///< of the real world
  std::string signatures;
  std::string plan;
  std::string replay;  ///< command; empty: not killed
};

struct HtmlReport {
  std::string title;   ///< "relapse exhaust family/scenario"
  std::string repeat;  ///< the line that repeats all of it
  VerdictWords verdict;
  std::string words;
  std::vector<HtmlExploration> explorations;
  std::vector<HtmlBankRow> bank;
  std::string bank_words;  ///< "38 of 38 killed · ..."
};

/// The whole page.
std::string PageText(const HtmlReport& report);

}  // namespace relapse

#endif  // HARNESS_REPORT_PAGE_PAGE_H_
