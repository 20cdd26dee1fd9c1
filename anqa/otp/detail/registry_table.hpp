#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "anqa/base/concurrent_map.hpp"
#include "anqa/base/type_name.hpp"
#include "anqa/otp/via.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa {

enum class RegistryKeys : std::uint8_t {
  unique,     ///< a key has one owner at most
  duplicate,  ///< any number of processes may have the same key
};

/// One process under a key, with the value that it registered.
template <class Value>
struct RegistryEntry {
  Pid pid;
  Value value{};
  bool operator==(const RegistryEntry&) const = default;
};

/// Sent to the listeners of a registry. `value` is std::monostate where entries have no value.
template <class Key = std::string, class Value = std::monostate>
struct KeyRegistered {
  std::string registry;
  Key key;
  Pid pid;
  Value value;
};
template <class Key = std::string>
struct KeyUnregistered {
  std::string registry;
  Key key;
  Pid pid;
};

namespace detail {

/// Settings of a registry that its table needs.
struct RegistrySettings {
  std::string name;
  std::size_t partitions = 16;
};

/// Values kept beside a registry's entries, by name; each of a type of its own.
class RegistryMeta {
 public:
  void put(std::string_view key, const void* type, std::string_view type_name,
           std::shared_ptr<const void> value);
  /// Null when there is none. Throws std::invalid_argument when it is of another type.
  std::shared_ptr<const void> get(std::string_view key, const void* type, std::string_view type_name) const;
  bool erase(std::string_view key);

 private:
  struct Value {
    const void* type;
    std::string_view type_name;
    std::shared_ptr<const void> value;
  };
  ConcurrentMap<std::string, Value> values_{1};
};

/// The entries of one registry. Looking up takes no lock.
template <RegistryKeys Keys, class Key, class V>
class RegistryTable : public std::enable_shared_from_this<RegistryTable<Keys, Key, V>> {
 public:
  static constexpr bool has_value = !std::is_void_v<V>;
  using Value = std::conditional_t<has_value, V, std::monostate>;
  /// What is found: the process, with its value if entries have one.
  using Entry = std::conditional_t<has_value, RegistryEntry<Value>, Pid>;
  /// What a look-up gives: a Pid that may be nobody's, an optional entry, or all entries.
  using Found = std::conditional_t<Keys == RegistryKeys::duplicate, std::vector<Entry>,
                                   std::conditional_t<has_value, std::optional<Entry>, Pid>>;
  struct Row {
    Key key;
    Pid pid;
    Value value;
  };

  explicit RegistryTable(RegistrySettings settings)
      : settings_(std::move(settings)), entries_(settings_.partitions) {}
  ~RegistryTable() { delete listeners_.load(std::memory_order_relaxed); }
  RegistryTable(const RegistryTable&) = delete;
  RegistryTable& operator=(const RegistryTable&) = delete;

  const RegistrySettings& settings() const { return settings_; }
  /// Of the process that owns it now.
  void set_listeners(std::vector<std::string> names) {
    const auto* fresh = names.empty() ? nullptr : new std::vector<std::string>(std::move(names));
    if (const auto* old = listeners_.exchange(fresh, std::memory_order_seq_cst)) epoch_delete(old);
  }
  bool empty() const { return entries_.size() == 0; }
  RegistryMeta& meta() { return meta_; }
  std::atomic<bool> running{false};
  /// The process that answers for locks.
  std::atomic<Pid> server{Pid{}};

  template <class K>
  bool insert(const K& key, Value value) {
    const Pid pid = detail::require_core("register_key()").pid();
    note_owner(pid);
    {
      typename Entries::Locked locked(entries_, key);
      if (Keys == RegistryKeys::unique && locked.head()) return false;
      locked.push(Key(key), RegistryEntry<Value>{pid, value});
    }
    {
      Owners& owners = owners_of(pid);
      const std::scoped_lock lock(owners.mutex);
      ++owners.keys[pid][Key(key)];
    }
    tell(KeyRegistered<Key, Value>{settings_.name, Key(key), pid, value});
    return true;
  }

  /// The caller's entries under the key whose value `matches`; gives how many.
  template <class K, class F>
  std::size_t erase(const K& key, F&& matches) {
    const Pid pid = detail::require_core("unregister()").pid();
    const std::size_t erased = erase_entries(key, pid, matches);
    if (erased == 0) return 0;
    Owners& owners = owners_of(pid);
    const std::scoped_lock lock(owners.mutex);
    auto& keys = owners.keys[pid];
    if (auto found = keys.find(Key(key)); found != keys.end() && (found->second -= erased) == 0)
      keys.erase(found);
    return erased;
  }

  /// These need an EpochGuard around them; Directory::use() has one.
  template <class K>
  Found lookup(const K& key) const {
    const auto* entry = entries_.find(key);
    if constexpr (Keys == RegistryKeys::duplicate) {
      Found found;
      for (; entry; entry = Entries::next(*entry)) found.push_back(as_entry(entry->value));
      std::reverse(found.begin(), found.end());  // oldest first
      return found;
    } else {
      return entry ? Found(as_entry(entry->value)) : Found();
    }
  }
  template <class K>
  Pid find(const K& key) const {
    const auto* entry = entries_.find(key);
    return entry ? entry->value.pid : Pid{};
  }

  /// Replaces the value of the caller's first entry under the key by `change(value)`.
  template <class K, class F>
  std::optional<Value> update(const K& key, F&& change) {
    const Pid pid = detail::require_core("update_value()").pid();
    std::optional<Value> fresh;
    {
      // Nobody else changes what is the caller's, so `change` need not run under the lock.
      const EpochGuard guard;
      const auto* entry = entries_.find(key);
      while (entry && entry->value.pid != pid) entry = Entries::next(*entry);
      if (!entry) return std::nullopt;
      fresh.emplace(change(Value(entry->value.value)));
    }
    typename Entries::Locked locked(entries_, key);
    for (auto* entry = locked.head(); entry; entry = Entries::Locked::next(*entry)) {
      if (entry->value.pid != pid) continue;
      locked.replace(*entry, RegistryEntry<Value>{pid, *fresh});
      return fresh;
    }
    return std::nullopt;
  }

  /// Each once, in no order.
  std::vector<Key> keys(Pid owner) const {
    const Owners& owners = owners_of(owner);
    const std::scoped_lock lock(owners.mutex);
    std::vector<Key> found;
    if (auto its = owners.keys.find(owner); its != owners.keys.end()) {
      for (const auto& [key, count] : its->second) found.push_back(key);
    }
    if constexpr (requires(const Key& a, const Key& b) { a < b; }) std::sort(found.begin(), found.end());
    return found;
  }
  std::size_t count() const { return entries_.size(); }

  template <class F>
  void for_each(F&& visit) const {
    entries_.for_each(
        [&](const Key& key, const RegistryEntry<Value>& entry) { visit(key, entry.pid, entry.value); });
  }

 private:
  using Entries = ConcurrentMap<Key, RegistryEntry<Value>>;

  /// Which keys a process has, to take them back when it ends.
  struct Owners {
    mutable std::mutex mutex;
    std::unordered_map<Pid, std::unordered_map<Key, std::size_t, Hash, std::equal_to<>>> keys;
  };

  /// One of each process that ever registered here.
  class ForgetOwner final : public ExitHook {
   public:
    explicit ForgetOwner(std::shared_ptr<RegistryTable> table) : table_(std::move(table)) {}
    void on_exit(Pid pid) noexcept override { table_->owner_ended(pid); }
    bool undoes(const void*, std::string_view, const void*) const noexcept override { return false; }

   private:
    std::shared_ptr<RegistryTable> table_;
  };

  static Entry as_entry(const RegistryEntry<Value>& entry) {
    if constexpr (has_value) {
      return entry;
    } else {
      return entry.pid;
    }
  }
  Owners& owners_of(Pid pid) { return owners_[pid.index % owners_.size()]; }
  const Owners& owners_of(Pid pid) const { return owners_[pid.index % owners_.size()]; }

  void note_owner(Pid pid) {
    Owners& owners = owners_of(pid);
    {
      const std::scoped_lock lock(owners.mutex);
      if (!owners.keys.try_emplace(pid).second) return;
    }
    add_exit_hook(std::make_unique<ForgetOwner>(this->shared_from_this()));
  }
  template <class K, class F>
  std::size_t erase_entries(const K& key, Pid pid, F&& matches) {
    const std::size_t erased =
        typename Entries::Locked(entries_, key).erase_if([&](const RegistryEntry<Value>& entry) {
          return entry.pid == pid && matches(entry.value);
        });
    for (std::size_t i = 0; i < erased; ++i) tell(KeyUnregistered<Key>{settings_.name, Key(key), pid});
    return erased;
  }
  template <class Event>
  void tell(const Event& event) const {
    const EpochGuard guard;
    const auto* names = listeners_.load(std::memory_order_seq_cst);
    if (!names) return;
    for (const std::string& listener : *names) anqa::send(whereis(listener), Event(event));
  }
  void owner_ended(Pid pid) {
    Owners& owners = owners_of(pid);
    typename decltype(owners.keys)::node_type its;
    {
      const std::scoped_lock lock(owners.mutex);
      its = owners.keys.extract(pid);
    }
    if (its.empty()) return;
    for (const auto& [key, count] : its.mapped()) erase_entries(key, pid, [](const Value&) { return true; });
  }

  const RegistrySettings settings_;
  Entries entries_;
  std::array<Owners, 16> owners_;
  RegistryMeta meta_;
  std::atomic<const std::vector<std::string>*> listeners_{nullptr};
};

}  // namespace detail
}  // namespace anqa
