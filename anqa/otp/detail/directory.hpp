#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/concurrent_map.hpp"
#include "anqa/base/epoch.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::detail {

/// The running tables of one kind (registries, PubSubs) of all systems, by system and name: how whoever knows
/// the name reaches the table without asking the process that owns it, and without a lock.
template <class Table>
class Directory {
 public:
  explicit Directory(std::string kind) : kind_(std::move(kind)) {}

  /// Throws std::invalid_argument, with the line to add, when none of that name runs.
  std::shared_ptr<Table> find(std::string_view name) const {
    const EpochGuard guard;
    return running(name);
  }
  /// Gives what `f(table)` gives. The table stays where it is meanwhile, so it is not even copied a pointer
  /// to: its reference count would go from core to core.
  template <class F>
  decltype(auto) use(std::string_view name, F&& f) const {
    const EpochGuard guard;
    return std::forward<F>(f)(*running(name));
  }

  /// Enters the table `make()`, or the one that is still there from one who had the name before and whose
  /// table is in use: those who are in it do not notice that its owner was started again.
  template <class Make>
  std::shared_ptr<Table> insert(std::string_view name, Make make) {
    const Changing changing(*this);
    sweep();
    const Key key{System::current_or_null(), std::string(name)};
    typename Tables::Locked locked(tables_, key);
    auto* old = locked.head();
    if (!old) return locked.push(key, Value{make(), true}).value.table;
    if (old->value.running) {
      throw std::invalid_argument("a " + kind_ + " \"" + std::string(name) + "\" is running already");
    }
    std::shared_ptr<Table> table = old->value.table;
    locked.replace(*old, Value{table, true});
    return table;
  }
  std::shared_ptr<Table> insert(std::string_view name) {
    return insert(name, [] { return std::make_shared<Table>(); });
  }
  void erase(std::string_view name) {
    const Changing changing(*this);
    const Key key{System::current_or_null(), std::string(name)};
    typename Tables::Locked locked(tables_, key);
    if (auto* old = locked.head()) locked.replace(*old, Value{old->value.table, false});
  }

 private:
  struct View {
    System* system;
    std::string_view name;
  };
  struct Key {
    System* system;
    std::string name;
    bool operator==(const Key&) const = default;
    bool operator==(const View& view) const { return system == view.system && Equal{}(name, view.name); }
  };
  struct Value {
    std::shared_ptr<Table> table;
    bool running = false;
  };
  using Tables = ConcurrentMap<Key, Value>;

  using Entry = typename Tables::Entry;

  /// What a thread found last, and the number of changes before. The number is odd while something changes.
  /// Who reads the same even number again, under a guard, may use the entry under that guard: it is retired
  /// after the number has become odd, so after the guard began.
  struct Last {
    const Directory* directory = nullptr;
    std::uint64_t change = 0;
    const Entry* entry = nullptr;
  };
  /// Never inlined: a coroutine may change threads.
  [[gnu::noinline]] static Last& last() {
    static thread_local constinit Last instance;
    return instance;
  }

  const std::shared_ptr<Table>& running(std::string_view name) const {
    const View view{System::current_or_null(), name};
    const std::uint64_t change = changes_.load(std::memory_order_seq_cst);
    Last& cached = last();
    if (cached.directory == this && cached.change == change && cached.entry->key == view)
      return cached.entry->value.table;
    const Entry& entry = search(view);
    if (change % 2 == 0) cached = {this, change, &entry};
    return entry.value.table;
  }
  const Entry& search(const View& view) const {
    const Entry* found = tables_.find(view);
    const std::string_view name = view.name;
    if (!found || !found->value.running) {
      throw std::invalid_argument("no " + kind_ + " \"" + std::string(name) +
                                  "\" is running; start it as child<" + kind_ + ">({.name = \"" +
                                  std::string(name) + "\"})");
    }
    return *found;
  }
  /// Around each change: makes the number odd before and even after it.
  class Changing {
   public:
    explicit Changing(Directory& directory) : changes_(directory.changes_), lock_(directory.mutex_) {
      changes_.fetch_add(1, std::memory_order_seq_cst);
    }
    ~Changing() { changes_.fetch_add(1, std::memory_order_seq_cst); }
    Changing(const Changing&) = delete;
    Changing& operator=(const Changing&) = delete;

   private:
    EpochHold hold_;  // before the lock, so that it goes after it
    std::atomic<std::uint64_t>& changes_;
    std::lock_guard<std::mutex> lock_;
  };
  /// Drops the tables that nobody is in and whose owner did not come back.
  void sweep() {
    if constexpr (requires(Table& table) { table.empty(); }) {
      std::vector<Key> old;
      tables_.for_each([&](const Key& key, const Value& value) {
        if (!value.running && value.table->empty()) old.push_back(key);
      });
      for (const Key& key : old) {
        typename Tables::Locked locked(tables_, key);
        locked.erase_if([](const Value& value) { return !value.running && value.table->empty(); });
      }
    }
  }

  const std::string kind_;
  Tables tables_;
  std::mutex mutex_;  ///< of those who change something
  std::atomic<std::uint64_t> changes_{0};
};

/// Hashes texts of any kind alike, so that a table of strings is searched by string_view.
using TextHash = Hash;

}  // namespace anqa::detail
