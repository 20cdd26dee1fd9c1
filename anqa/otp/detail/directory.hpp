#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/runtime/system.hpp"

namespace anqa::detail {

/// The running tables of one kind (registries, PubSubs) of all systems, by system and name: how whoever knows
/// the name reaches the table without asking the process that owns it.
template <class Table>
class Directory {
 public:
  explicit Directory(std::string_view kind) : kind_(kind) {}

  /// Throws std::invalid_argument, with the line to add, when none of that name runs.
  std::shared_ptr<Table> find(std::string_view name) const {
    std::shared_lock lock(mutex_);
    auto found = tables_.find(Key(System::current_or_null(), name));
    if (found == tables_.end() || !found->second.running) {
      throw std::invalid_argument("no " + kind_ + " \"" + std::string(name) +
                                  "\" is running; start it as child<" + kind_ + ">({.name = \"" +
                                  std::string(name) + "\"})");
    }
    return found->second.table;
  }
  void insert(std::string_view name) {
    std::unique_lock lock(mutex_);
    Entry& entry = tables_[Key(System::current_or_null(), name)];
    if (entry.running) {
      throw std::invalid_argument("a " + kind_ + " \"" + std::string(name) + "\" is running already");
    }
    if (!entry.table) entry.table = std::make_shared<Table>();
    entry.running = true;
  }
  /// The table is kept for the one that is started in its place: those who are in it do not notice.
  void erase(std::string_view name) {
    std::unique_lock lock(mutex_);
    tables_[Key(System::current_or_null(), name)].running = false;
  }

 private:
  struct Entry {
    std::shared_ptr<Table> table;
    bool running = false;
  };
  using Key = std::pair<System*, std::string>;
  std::string kind_;
  mutable std::shared_mutex mutex_;
  std::map<Key, Entry> tables_;
};

/// Hashes texts of any kind alike, so that a table of strings is searched by string_view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

}  // namespace anqa::detail
