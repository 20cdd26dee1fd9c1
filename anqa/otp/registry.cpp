#include "anqa/otp/registry.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

#include "anqa/otp/detail/directory.hpp"

namespace anqa {
namespace {

/// The keys of one registry, in shards, so that threads seldom meet.
class Table {
 public:
  bool insert(std::string_view key, Pid pid) {
    Shard& shard = shard_of(key);
    std::unique_lock lock(shard.mutex);
    auto [entry, fresh] = shard.pids.try_emplace(std::string(key), pid);
    if (!fresh && !is_alive(entry->second)) {
      entry->second = pid;  // its owner is just ending
      fresh = true;
    }
    return fresh;
  }
  bool erase(std::string_view key, Pid pid) {
    Shard& shard = shard_of(key);
    std::unique_lock lock(shard.mutex);
    auto found = shard.pids.find(key);
    if (found == shard.pids.end() || found->second != pid) return false;
    shard.pids.erase(found);
    return true;
  }
  Pid find(std::string_view key) const {
    const Shard& shard = shard_of(key);
    std::shared_lock lock(shard.mutex);
    auto found = shard.pids.find(key);
    return found == shard.pids.end() ? Pid{} : found->second;
  }
  template <class F>
  void for_each(F visit) const {
    for (const Shard& shard : shards_) {
      std::shared_lock lock(shard.mutex);
      for (const auto& [key, pid] : shard.pids) visit(key, pid);
    }
  }

 private:
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, Pid, detail::TextHash, std::equal_to<>> pids;
  };
  static std::size_t index_of(std::string_view key) { return detail::TextHash{}(key) % 16; }
  Shard& shard_of(std::string_view key) { return shards_[index_of(key)]; }
  const Shard& shard_of(std::string_view key) const { return shards_[index_of(key)]; }
  std::array<Shard, 16> shards_;
};

detail::Directory<Table>& directory() {
  static detail::Directory<Table> instance("Registry");
  return instance;
}

class FreeKey final : public detail::ExitHook {
 public:
  FreeKey(std::shared_ptr<Table> table, std::string key) : table_(std::move(table)), key_(std::move(key)) {}
  void on_exit(Pid pid) noexcept override { table_->erase(key_, pid); }
  bool undoes(const void* table, std::string_view key, const void*) const noexcept override {
    return table == table_.get() && key == key_;
  }

 private:
  std::shared_ptr<Table> table_;
  std::string key_;
};

}  // namespace

Registry::Registry(Options options) : name_(std::move(options.name)) { directory().insert(name_); }
Registry::~Registry() { directory().erase(name_); }

bool Registry::register_key(std::string_view registry, std::string_view key) {
  auto table = directory().find(registry);
  if (!table->insert(key, anqa::self())) return false;
  detail::add_exit_hook(std::make_unique<FreeKey>(std::move(table), std::string(key)));
  return true;
}

bool Registry::unregister(std::string_view registry, std::string_view key) {
  auto table = directory().find(registry);
  if (!table->erase(key, anqa::self())) return false;
  detail::remove_exit_hook(table.get(), key);
  return true;
}

Pid Registry::lookup(std::string_view registry, std::string_view key) {
  return directory().find(registry)->find(key);
}

std::vector<std::string> Registry::keys(std::string_view registry, Pid owner) {
  std::vector<std::string> found;
  directory().find(registry)->for_each([&](const std::string& key, Pid pid) {
    if (pid == owner) found.push_back(key);
  });
  std::sort(found.begin(), found.end());
  return found;
}

std::size_t Registry::count(std::string_view registry) {
  std::size_t number = 0;
  directory().find(registry)->for_each([&](const std::string&, Pid) { ++number; });
  return number;
}

}  // namespace anqa
