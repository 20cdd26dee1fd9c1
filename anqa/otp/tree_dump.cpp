#include "anqa/otp/tree_dump.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "anqa/base/log.hpp"
#include "anqa/runtime/spawn.hpp"

namespace anqa {
namespace {

/// More children than this of one parent are counted, not shown.
constexpr std::size_t children_shown = 100;

enum Column { who, pid, doing, mailbox, memory, reductions, column_count };
using Row = std::array<std::string, column_count>;

/// "12.3 kB"
std::string bytes_text(std::size_t bytes) {
  if (bytes < 10'000) return std::to_string(bytes) + " B";
  const auto tenths = bytes / 100;
  if (tenths < 100'000) return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " kB";
  return std::to_string(bytes / 1'000'000) + " MB";
}

/// `limiter  shop::RateLimiter "limits" (for the front page)`: its id among its siblings, what it is, its
/// name and its label.
std::string who_text(const ProcessInfo& info) {
  const auto slash = info.place.rfind(" / ");
  const std::string id = slash == std::string::npos ? info.place : info.place.substr(slash + 3);
  const std::string type = info.type.empty() ? "(unknown)" : info.type;
  std::string text = id.empty() || id == type ? type : id + ": " + type;
  if (!info.name.empty() && info.name != id) text += " \"" + info.name + "\"";
  if (!info.label.empty()) text += " (" + info.label + ")";
  return text;
}

std::string doing_text(const ProcessInfo& info) {
  switch (info.status) {
    case ProcessStatus::idle:
      return info.hibernates ? "hibernates" : "idle";
    case ProcessStatus::suspended:
      return "SUSPENDED";
    case ProcessStatus::busy:
      return info.handling.empty() ? "BUSY" : "BUSY in " + info.handling;
    case ProcessStatus::waiting:
      break;
  }
  return info.handling.empty() ? "waits" : "waits in " + info.handling;
}

std::size_t width_of(const std::string& text) {
  // The lines of the tree and a user's own words may be UTF-8: count characters.
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

class Tree {
 public:
  explicit Tree(std::vector<ProcessInfo> processes) {
    std::map<Pid, bool> known;
    for (const ProcessInfo& info : processes) known[info.pid] = true;
    for (ProcessInfo& info : processes) {
      const Pid above = known.contains(info.parent) ? info.parent : Pid{};
      below_[above].push_back(std::move(info));
    }
    rows_.push_back({"PROCESS", "PID", "DOING", "MAILBOX", "MEMORY", "HANDLED"});
    add_below(Pid{}, "", true);
  }

  std::string text() const {
    std::array<std::size_t, column_count> widths{};
    for (const Row& row : rows_)
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    std::string all;
    for (const Row& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string padding(widths[i] - width_of(row[i]), ' ');
        if (i != 0) line += "  ";
        line += i >= mailbox ? padding + row[i] : row[i] + padding;
      }
      line.erase(line.find_last_not_of(' ') + 1);
      all += line + "\n";
    }
    return all;
  }

 private:
  void add_below(Pid parent, const std::string& indent, bool top) {
    auto found = below_.find(parent);
    if (found == below_.end()) return;
    std::vector<ProcessInfo>& children = found->second;
    for (std::size_t i = 0; i < children.size(); ++i) {
      const bool last = i + 1 == children.size();
      if (i == children_shown) {
        Row row;
        row[who] = indent + "└─ … " + std::to_string(children.size() - i) + " more";
        rows_.push_back(std::move(row));
        return;
      }
      const ProcessInfo& info = children[i];
      const bool answered = info.status != ProcessStatus::busy;
      rows_.push_back({indent +
                           (top    ? ""
                            : last ? "└─ "
                                   : "├─ ") +
                           who_text(info),
                       info.pid.to_string(), doing_text(info), answered ? std::to_string(info.mailbox) : "?",
                       answered ? bytes_text(info.memory) : "?",
                       answered ? std::to_string(info.reductions) : "?"});
      add_below(info.pid, indent + (top ? "" : last ? "   " : "│  "), false);
    }
  }

  std::map<Pid, std::vector<ProcessInfo>> below_;
  std::vector<Row> rows_;
};

}  // namespace

std::string format_tree(std::vector<ProcessInfo> processes) {
  std::size_t waiting = 0;
  std::size_t memory = 0;
  for (const ProcessInfo& info : processes) {
    waiting += info.mailbox;
    memory += info.memory;
  }
  std::string head = std::to_string(processes.size()) + " processes, " + std::to_string(waiting) +
                     " messages waiting, " + bytes_text(memory) + "\n";
  return head + Tree(std::move(processes)).text();
}

Task<std::string> dump_tree(Duration limit) { co_return format_tree(co_await processes(limit)); }

void log_tree() {
  spawn([]() -> Task<void> { log(LogLevel::notice, "as it stands: " + co_await dump_tree()); });
}

}  // namespace anqa
