#include "harness/report/table.h"

#include <algorithm>

#include "harness/report/words.h"

namespace relapse {

Table::Table(std::vector<Column> columns, std::size_t indent)
    : columns_(std::move(columns)), indent_(indent) {
  for (Column& column : columns_) column.width = std::max(column.width, DisplayWidth(column.title));
}

void Table::Add(std::vector<std::string> cells) {
  for (std::size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
    cells[i] = Shortened(cells[i], columns_[i].most);
    columns_[i].width = std::max(columns_[i].width, DisplayWidth(cells[i]));
  }
  rows_.push_back(std::move(cells));
}

std::string Table::Row(const std::vector<std::string>& cells) const {
  std::string line(indent_, ' ');
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::string cell = i < cells.size() ? Shortened(cells[i], columns_[i].most) : "";
    if (i > 0) line += "  ";
    line +=
        columns_[i].right ? PadLeft(cell, columns_[i].width) : PadRight(cell, columns_[i].width);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string Table::Titles() const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  return Row(titles);
}

std::string Table::Text() const {
  const bool titled = std::any_of(columns_.begin(), columns_.end(),
                                  [](const Column& column) { return !column.title.empty(); });
  std::string text = titled ? Titles() : "";
  for (const auto& row : rows_) text += Row(row);
  return text;
}

}  // namespace relapse
