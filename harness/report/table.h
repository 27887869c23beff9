// Table: aligned columns of text.
#ifndef HARNESS_REPORT_TABLE_H_
#define HARNESS_REPORT_TABLE_H_

#include <string>
#include <vector>

namespace relapse {

class Table {
 public:
  struct Column {
    std::string title;
    bool right = false;      ///< numbers
    std::size_t width = 0;   ///< at least; grows with what is added
    std::size_t most = 200;  ///< longer cells are shortened
  };

  explicit Table(std::vector<Column> columns, std::size_t indent = 2);

  /// Missing cells are empty.
  void Add(std::vector<std::string> cells);
  /// All rows, the titles first if any column has one. No trailing blanks.
  std::string Text() const;
  /// For tables printed row by row: no row is kept, the widths are those given.
  std::string Titles() const;
  std::string Row(const std::vector<std::string>& cells) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::size_t indent_;
};

}  // namespace relapse

#endif  // HARNESS_REPORT_TABLE_H_
