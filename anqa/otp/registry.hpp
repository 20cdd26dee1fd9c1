#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "anqa/otp/call.hpp"
#include "anqa/otp/detail/directory.hpp"
#include "anqa/otp/detail/registry_table.hpp"
#include "anqa/otp/gen_server.hpp"

namespace anqa {

/// Held while a key of a registry is locked; the next who waits for the key gets it when this goes, also when
/// its holder crashes or is killed. See Registry::lock().
class RegistryLock {
 public:
  struct Release {
    std::uint64_t ticket;
  };
  RegistryLock() = default;
  RegistryLock(Pid server, std::uint64_t ticket) : server_(server), ticket_(ticket) {}
  RegistryLock(RegistryLock&& other) noexcept
      : server_(std::exchange(other.server_, {})), ticket_(other.ticket_) {}
  RegistryLock& operator=(RegistryLock&& other) noexcept;
  ~RegistryLock() { release(); }
  void release();
  /// A number for each wait for a lock.
  static std::uint64_t next_wait();

 private:
  Pid server_;
  std::uint64_t ticket_ = 0;
};

/// A table from keys to processes, OTP's Registry: `child<Registry>({.name = "rooms"})`. The process that
/// registers a key owns the entry; its entries are gone before anybody is told that it ended. Looking up asks
/// no process and takes no lock, so it is fast from any number of threads.
///
/// The kind of a registry is its type: `Registry` has text keys with one owner each, `DuplicateRegistry` any
/// number of owners a key; `RegistryOf<Room>` and `DuplicateRegistryOf<Room>` keep a value with each entry,
/// and take another type of key as second argument.
///
/// Every function throws std::invalid_argument when no such registry runs. A registry that its supervisor
/// started again has the entries that it had, and as many partitions; its listeners are those it is started
/// with.
template <RegistryKeys Keys, class Key, class V>
class BasicRegistry : public GenServer {
  using Table = detail::RegistryTable<Keys, Key, V>;
  static constexpr bool has_value = Table::has_value;

 public:
  struct Options {
    std::string name;
    /// Parts that do not disturb each other's writers.
    std::size_t partitions = 16;
    /// Names of processes that get a KeyRegistered or KeyUnregistered<Key> for each change.
    std::vector<std::string> listeners{};
  };
  using Value = typename Table::Value;
  /// A Pid; with its value, `{pid, value}`, if entries have one.
  using Entry = typename Table::Entry;
  /// `{key, pid, value}`
  using Row = typename Table::Row;
  /// What lookup() gives.
  using Found = typename Table::Found;

  explicit BasicRegistry(Options options);
  ~BasicRegistry() override;

  /// Registers the calling process. False when the key is unique and taken; who has it, whereis() tells.
  template <class K = Key>
  static bool register_key(std::string_view registry, const K& key)
    requires(!has_value)
  {
    return directory().use(registry, [&](Table& table) { return table.insert(key, {}); });
  }
  template <class K = Key>
  static bool register_key(std::string_view registry, const K& key, Value value)
    requires has_value
  {
    return directory().use(registry, [&](Table& table) { return table.insert(key, std::move(value)); });
  }
  /// Takes the caller's entries under the key back; false when it has none.
  template <class K = Key>
  static bool unregister(std::string_view registry, const K& key) {
    return directory().use(
        registry, [&](Table& table) { return table.erase(key, [](const Value&) { return true; }) > 0; });
  }
  /// Only those of which `predicate(value)` is true; gives how many.
  template <class K = Key, class F>
  static std::size_t unregister_match(std::string_view registry, const K& key, F predicate)
    requires has_value
  {
    return directory().use(registry, [&](Table& table) { return table.erase(key, predicate); });
  }

  /// Who is registered under the key. Of a unique key a Pid, that of nobody if it is free, or with values an
  /// optional entry; of a duplicate key all entries, those of one process in the order in which it made them.
  template <class K = Key>
  static Found lookup(std::string_view registry, const K& key) {
    return directory().use(registry, [&](const Table& table) { return table.lookup(key); });
  }
  /// The owner of a unique key, or a default-made Pid.
  template <class K = Key>
  static Pid whereis(std::string_view registry, const K& key)
    requires(Keys == RegistryKeys::unique)
  {
    return directory().use(registry, [&](const Table& table) { return table.find(key); });
  }
  /// The values of one process under the key.
  template <class K = Key>
  static std::vector<Value> values(std::string_view registry, const K& key, Pid owner)
    requires has_value;
  /// Replaces the caller's value by `change(value)` and gives the new one; nothing when it has no entry
  /// there. Of a duplicate key it is the newest entry of the caller.
  template <class K = Key, class F>
  static std::optional<Value> update_value(std::string_view registry, const K& key, F change)
    requires has_value
  {
    return directory().use(registry, [&](Table& table) { return table.update(key, change); });
  }
  /// What a process is registered under, each key once; sorted if keys can be.
  static std::vector<Key> keys(std::string_view registry, Pid owner) {
    return directory().find(registry)->keys(owner);
  }
  static std::size_t count(std::string_view registry) { return directory().find(registry)->count(); }

  /// Calls `f(key, pid, value)` for each entry; without values `f(key, pid)`. In no order.
  template <class F>
  static void for_each(std::string_view registry, F f) {
    directory().find(registry)->for_each(
        [&](const Key& key, Pid pid, const Value& value) { static_cast<void>(visit(f, key, pid, value)); });
  }
  /// The entries for which `predicate(key, pid, value)` is true. OTP's match and select: a predicate says
  /// more than a pattern, and the compiler reads it.
  template <class F>
  static std::vector<Row> select(std::string_view registry, F predicate) {
    std::vector<Row> rows;
    directory().find(registry)->for_each([&](const Key& key, Pid pid, const Value& value) {
      if (visit(predicate, key, pid, value)) rows.push_back({key, pid, value});
    });
    return rows;
  }
  template <class F>
  static std::size_t count_select(std::string_view registry, F predicate) {
    std::size_t number = 0;
    directory().find(registry)->for_each([&](const Key& key, Pid pid, const Value& value) {
      if (visit(predicate, key, pid, value)) ++number;
    });
    return number;
  }

  /// Calls `f(entries)` with all that are registered under the key, if any are: a pub/sub of this node.
  template <class K = Key, class F>
  static void dispatch(std::string_view registry, const K& key, F f);
  /// The same in as many linked processes as there are cores, each with a part of the entries; returns when
  /// all are done. `f` must not capture.
  template <class F>
  static Task<void> dispatch_parallel(std::string registry, Key key, F f);

  /// What is kept beside the entries, such as the settings of who uses the registry.
  template <class T>
  static void put_meta(std::string_view registry, std::string_view key, T value) {
    check_message<T>();
    directory().find(registry)->meta().put(key, detail::payload_id<T>, type_name<T>(),
                                           std::make_shared<const T>(std::move(value)));
  }
  /// Throws std::invalid_argument when it is of another type.
  template <class T>
  static std::optional<T> meta(std::string_view registry, std::string_view key) {
    auto value = directory().find(registry)->meta().get(key, detail::payload_id<T>, type_name<T>());
    return value ? std::optional<T>(*static_cast<const T*>(value.get())) : std::nullopt;
  }
  static bool delete_meta(std::string_view registry, std::string_view key) {
    return directory().find(registry)->meta().erase(key);
  }

  /// `auto held = co_await Registry::lock("rooms", "lobby");` waits until nobody else holds the key's lock.
  /// It has nothing to do with the key's entries. Locks are lost when the registry itself crashes.
  static Task<RegistryLock> lock(std::string registry, Key key, Duration limit = Duration::max());

  /// A name for `Server<Room>{Registry::via("rooms", "lobby")}` and for starting a process under it. With
  /// values, what is to be registered with it.
  template <class K = Key>
  static Via via(std::string_view registry, const K& key, Value value = {})
    requires(Keys == RegistryKeys::unique)
  {
    return Via(std::make_shared<const Name>(std::string(registry), Key(key), std::move(value)));
  }

  /// A registry that is looked up once: `const Registry::Ref rooms("rooms"); rooms.lookup(id);` where each
  /// nanosecond counts. Finds a registry that was started again. One for each process that uses it.
  class Ref {
   public:
    explicit Ref(std::string_view registry) : name_(registry), table_(directory().find(registry)) {}
    template <class K = Key>
    Found lookup(const K& key) const {
      const EpochGuard guard;
      return table().lookup(key);
    }
    template <class K = Key>
    Pid whereis(const K& key) const
      requires(Keys == RegistryKeys::unique)
    {
      const EpochGuard guard;
      return table().find(key);
    }

   private:
    const Table& table() const {
      if (!table_->running.load(std::memory_order_acquire)) table_ = directory().find(name_);
      return *table_;
    }
    std::string name_;
    mutable std::shared_ptr<const Table> table_;
  };

  struct Lock {
    using Reply = RegistryLock;
    Key key;
    std::uint64_t number = 0;  ///< of this wait
  };
  /// One who waited for a lock does so no more.
  struct GaveUp {
    Key key;
    std::uint64_t number = 0;
  };
  void handle_call(Lock lock, From<RegistryLock> from);
  using Infos = Messages<RegistryLock::Release, GaveUp>;
  void handle_info(const RegistryLock::Release& release);
  void handle_info(const GaveUp& place);
  /// How many wait for locks. Inside the registry, as by run_inside().
  std::size_t waiting() const {
    std::size_t sum = 0;
    for (const auto& [key, locked] : locks_) sum += locked.waiting.size();
    return sum;
  }

 private:
  class Name final : public detail::ViaTarget {
   public:
    Name(std::string registry, Key key, Value value)
        : registry_(std::move(registry)), key_(std::move(key)), value_(std::move(value)) {}
    Pid whereis() const override {
      return directory().use(registry_, [&](const Table& table) { return table.find(key_); });
    }
    bool register_self() const override {
      return directory().use(registry_, [&](Table& table) { return table.insert(key_, value_); });
    }
    std::string text() const override;

   private:
    std::string registry_;
    Key key_;
    Value value_;
  };
  struct Locked {
    std::uint64_t ticket = 0;
    std::deque<std::pair<std::uint64_t, From<RegistryLock>>> waiting;
  };
  /// Lies in the frame of lock(): says so when that goes without having got it.
  struct Waiting {
    Waiting(Pid its_server, Key key) : server(its_server), place{std::move(key), RegistryLock::next_wait()} {}
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting() {
      if (server) send(server, std::move(place));
    }
    Pid server;
    GaveUp place;
  };

  template <class F>
  static auto visit(F& f, const Key& key, Pid pid, const Value& value) {
    if constexpr (has_value) {
      return f(key, pid, value);
    } else {
      return f(key, pid);
    }
  }
  template <class K>
  static std::vector<Entry> entries_of(std::string_view registry, const K& key);
  static std::string kind();
  static detail::Directory<Table>& directory() {
    static detail::Directory<Table> instance(kind());
    return instance;
  }

  std::shared_ptr<Table> table_;
  std::unordered_map<Key, Locked, Hash, std::equal_to<>> locks_;
  std::uint64_t next_ticket_ = 1;
};

/// Text keys, each owned by one process at most.
class Registry final : public BasicRegistry<RegistryKeys::unique, std::string, void> {
 public:
  using BasicRegistry::BasicRegistry;
};
/// Text keys, each with any number of processes.
class DuplicateRegistry final : public BasicRegistry<RegistryKeys::duplicate, std::string, void> {
 public:
  using BasicRegistry::BasicRegistry;
};
template <class Value, class Key = std::string>
using RegistryOf = BasicRegistry<RegistryKeys::unique, Key, Value>;
template <class Value, class Key = std::string>
using DuplicateRegistryOf = BasicRegistry<RegistryKeys::duplicate, Key, Value>;

}  // namespace anqa

#include "anqa/otp/detail/registry_impl.hpp"

namespace anqa {
extern template class BasicRegistry<RegistryKeys::unique, std::string, void>;
extern template class BasicRegistry<RegistryKeys::duplicate, std::string, void>;
}  // namespace anqa
