#include "anqa/live/stash.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <mutex>
#include <unordered_map>

#include "anqa/base/log.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/term/etf.hpp"

namespace anqa {
namespace {

namespace fs = std::filesystem;

class Stash final : public LiveStash {
 public:
  explicit Stash(LiveStashOptions options) : options_(std::move(options)) {
    if (!options_.folder.empty()) fs::create_directories(options_.folder);
  }

  void put(const std::string& key, Term state) override {
    const std::lock_guard lock(mutex_);
    Entry& entry = states_[key];
    entry.state = std::move(state);
    entry.crashes = 0;
    unlist(entry);
    if (options_.write_at_once && !options_.folder.empty()) write(key, entry);
  }

  void leave(const std::string& key, bool crashed) override {
    const std::lock_guard lock(mutex_);
    const auto found = states_.find(key);
    if (found == states_.end()) return;
    Entry& entry = found->second;
    entry.crashes += crashed ? 1 : 0;
    entry.left = now();
    unlist(entry);
    entry.place = order_.insert(order_.end(), key);
    if (!options_.folder.empty()) write(key, entry);
    purge();
  }

  void drop(const std::string& key) override {
    const std::lock_guard lock(mutex_);
    forget(key);
    if (!options_.folder.empty()) remove_file(key);
  }

  std::optional<Term> take(const std::string& key) override {
    const std::lock_guard lock(mutex_);
    purge();
    auto found = states_.find(key);
    if (found == states_.end() && !options_.folder.empty()) {
      if (auto state = read(key)) {
        states_[key].state = std::move(*state);
        found = states_.find(key);
      }
    }
    // The next run may be asked for it before this one has seen its page leave.
    if (!options_.folder.empty() && !options_.write_at_once) remove_file(key);
    if (found == states_.end()) return std::nullopt;
    // With what it had it crashed, and with what it got back it did again.
    if (found->second.crashes > 1) {
      forget(key);
      return std::nullopt;
    }
    unlist(found->second);
    return found->second.state;
  }

 private:
  struct Entry {
    Term state;
    TimePoint left{};
    int crashes = 0;
    std::optional<std::list<std::string>::iterator> place;  ///< among those that have left
  };

  static TimePoint now() { return System::current().scheduler().now(); }

  void unlist(Entry& entry) {
    if (entry.place) order_.erase(*entry.place);
    entry.place.reset();
  }

  void forget(const std::string& key) {
    const auto found = states_.find(key);
    if (found == states_.end()) return;
    const auto place = found->second.place;
    states_.erase(found);
    if (place) order_.erase(*place);
  }

  /// What has been left for too long, or is too much.
  void purge() {
    while (!order_.empty()) {
      const Entry& oldest = states_.find(order_.front())->second;
      if (order_.size() <= options_.max_states && now() - oldest.left < options_.keep) return;
      forget(std::string(order_.front()));
    }
  }

  /// A key is an id of letters, digits, '-' and '_', a blank, and the name of a view.
  fs::path file_of(const std::string& key) const {
    return fs::path(options_.folder) / (key.substr(0, key.find(' ')) + ".state");
  }

  void write(const std::string& key, const Entry& entry) const {
    const std::string bytes = etf::encode(Term::tuple({key, entry.crashes, entry.state}));
    const fs::path path = file_of(key);
    const fs::path fresh = path.string() + ".new";
    std::ofstream file(fresh, std::ios::binary);
    file << bytes;
    file.close();
    std::error_code error;
    if (file) fs::rename(fresh, path, error);
    if (!file || error) log_error("live stash: " + path.string() + " cannot be written");
  }

  std::optional<Term> read(const std::string& key) const {
    const fs::path path = file_of(key);
    std::error_code error;
    const auto written = fs::last_write_time(path, error);
    if (error || fs::file_time_type::clock::now() - written > options_.keep) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto kept = etf::decode(bytes);
    if (!kept || !kept->is_tuple() || kept->size() != 3 || kept->at(0).as_binary() != key)
      return std::nullopt;
    if (kept->at(1).as_integer().value_or(0) > 1) return std::nullopt;
    return kept->at(2);
  }

  void remove_file(const std::string& key) const {
    std::error_code ignored;
    fs::remove(file_of(key), ignored);
  }

  LiveStashOptions options_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> states_;
  std::list<std::string> order_;  ///< those that have left, the longest first
};

}  // namespace

std::shared_ptr<LiveStash> live_stash(LiveStashOptions options) {
  return std::make_shared<Stash>(std::move(options));
}

}  // namespace anqa
