#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/epoch.hpp"
#include "anqa/otp/detail/table_state.hpp"

namespace anqa::detail {

/// What tables of all kinds can do. A table is a handle: copies of it are the same table, and it may be sent
/// in messages.
template <class Derived, class Storage, class Key, class Value>
class TableBase {
 public:
  using Row = std::pair<Key, Value>;

  /// The named table of this type. Throws std::invalid_argument when there is none.
  static Derived find(std::string_view name) {
    return Derived(
        std::static_pointer_cast<State>(State::find(name, payload_id<Storage>, type_name<Storage>())));
  }
  /// See TableTransfer.
  static Derived accept(TableToken& token) {
    return Derived(std::static_pointer_cast<State>(token.accept(payload_id<Storage>, type_name<Storage>())));
  }

  const std::string& name() const { return state_->name(); }
  /// A default-made Pid while it is on its way to another.
  Pid owner() const { return state_->owner(); }
  /// False once its owner has ended or has dropped it. Everything else here then throws
  /// std::invalid_argument.
  bool exists() const { return !state_->gone(); }
  std::size_t size() const { return to_read().size(); }

  /// Removes every entry.
  void clear() { to_write().clear(); }
  /// Ends the table. Only its owner.
  void drop() {
    if (owner() != self()) state_->check_write();
    state_->drop();
  }
  /// Makes another process the owner, which gets a TableTransfer. Only by the owner.
  void give_away(Pid to, std::string data = {}) { state_->give_away(to, std::move(data)); }

  /// Calls `visit(key, value)` for each entry; of an ordered table in its order. Others may change the table
  /// meanwhile; what is there all the time is visited, once.
  template <class F>
  void for_each(F visit) const {
    to_read().for_each_until([&](const Key& key, const auto& cell) {
      visit(key, cell.get());
      return false;
    });
  }
  /// `sum = f(std::move(sum), key, value)` over the entries.
  template <class T, class F>
  T fold(T sum, F f) const {
    for_each([&](const Key& key, const Value& value) { sum = f(std::move(sum), key, value); });
    return sum;
  }
  /// The entries for which `predicate(key, value)` is true, OTP's select; at most `limit`.
  template <class F>
  std::vector<Row> select(F predicate, std::size_t limit = SIZE_MAX) const {
    std::vector<Row> rows;
    if (limit == 0) return rows;
    to_read().for_each_until([&](const Key& key, const auto& cell) {
      if (predicate(key, std::as_const(cell).get())) rows.emplace_back(key, cell.get());
      return rows.size() >= limit;
    });
    return rows;
  }
  template <class F>
  std::size_t count_select(F predicate) const {
    std::size_t number = 0;
    for_each([&](const Key& key, const Value& value) { number += predicate(key, value) ? 1 : 0; });
    return number;
  }
  std::vector<Row> to_vector() const {
    return select([](const Key&, const Value&) { return true; });
  }

 protected:
  using State = TableStateOf<Storage>;
  explicit TableBase(std::shared_ptr<State> state) : state_(std::move(state)) {}
  static std::shared_ptr<State> begin(TableOptions options) {
    check_table<Key, Value>();
    auto state = std::make_shared<State>(std::move(options));
    state->begin();
    return state;
  }
  const Storage& to_read() const {
    state_->check_read();
    return state_->storage;
  }
  Storage& to_write() const {
    state_->check_write();
    return state_->storage;
  }

  std::shared_ptr<State> state_;
};

/// Of tables with one entry a key.
template <class Derived, class Storage, class Key, class Value>
class SetTable : public TableBase<Derived, Storage, Key, Value> {
  using Base = TableBase<Derived, Storage, Key, Value>;
  using Locked = typename Storage::Locked;
  static constexpr bool counts_in_place =
      requires(const TableCell<Value>& cell, Value number) { cell.add(number); };

  class Updating {
   public:
    explicit Updating(std::atomic<std::uint32_t>& number) : number_(number) {
      number_.fetch_add(1, std::memory_order_seq_cst);
    }
    ~Updating() { number_.fetch_sub(1, std::memory_order_release); }
    Updating(const Updating&) = delete;
    Updating& operator=(const Updating&) = delete;

   private:
    std::atomic<std::uint32_t>& number_;
  };

 public:
  /// In the place of what the key had.
  template <class K = Key>
  void insert(const K& key, Value value) {
    Locked locked(this->to_write(), key);
    if (auto* old = locked.head()) {
      locked.replace(*old, std::move(value));
    } else {
      locked.push(Key(key), std::move(value));
    }
  }
  /// False when the key has an entry.
  template <class K = Key>
  bool insert_new(const K& key, Value value) {
    Locked locked(this->to_write(), key);
    if (locked.head()) return false;
    locked.push(Key(key), std::move(value));
    return true;
  }
  template <class K = Key>
  std::optional<Value> lookup(const K& key) const {
    const EpochGuard guard;
    auto* entry = this->to_read().find(key);
    return entry ? std::optional<Value>(entry->value.get()) : std::nullopt;
  }
  template <class K = Key>
  bool member(const K& key) const {
    const EpochGuard guard;
    return this->to_read().find(key) != nullptr;
  }
  /// Looks at a value where it lies: gives `read(value)`, or nothing. For values that are costly to copy.
  template <class K = Key, class F>
  auto read(const K& key, F read) const -> std::optional<decltype(read(std::declval<const Value&>()))> {
    const EpochGuard guard;
    auto* entry = this->to_read().find(key);
    if (!entry) return std::nullopt;
    return read(entry->value.get());
  }
  template <class K = Key>
  bool delete_key(const K& key) {
    return take(key).has_value();
  }
  /// Removes an entry and gives its value.
  template <class K = Key>
  std::optional<Value> take(const K& key) {
    Locked locked(this->to_write(), key);
    auto* old = locked.head();
    if (!old) return std::nullopt;
    std::optional<Value> value(old->value.get());
    locked.erase(*old);
    return value;
  }
  /// Removes the entries for which `predicate(key, value)` is true; gives how many.
  template <class F>
  std::size_t delete_if(F predicate) {
    std::size_t deleted = 0;
    Storage& storage = this->to_write();
    for (const auto& [key, value] : this->select(predicate)) {
      Locked locked(storage, key);
      auto* entry = locked.head();
      if (!entry || !predicate(key, entry->value.get())) continue;
      locked.erase(*entry);
      ++deleted;
    }
    return deleted;
  }

  /// Changes a value as one step that no other change comes between: `change(value)` on a copy of it. False
  /// when there is none. `change` must not use this table. For a whole number it is called again when an
  /// update_counter() came between.
  template <class K = Key, class F>
  bool update_element(const K& key, F change) {
    Storage& storage = this->to_write();
    if constexpr (counts_in_place) {
      // From here on those who count wait for the lock, all but the few that looked before: it ends.
      const Updating updating(this->state_->updating);
      Locked locked(storage, key);
      auto* entry = locked.head();
      if (!entry) return false;
      for (Value before = entry->value.get();;) {
        Value value = before;
        change(value);
        if (entry->value.exchange_if(before, value)) return true;
      }
    } else {
      std::optional<Value> value;  // goes after the lock
      Locked locked(storage, key);
      auto* old = locked.head();
      if (!old) return false;
      value.emplace(old->value.get());
      change(*value);
      locked.replace(*old, std::move(*value));
      return true;
    }
  }
  /// Adds to a number and gives the sum; it begins at `initial` if there is none. Whole numbers are added to
  /// without a lock: nothing is lost between this and update_element(), but what is added in the moment in
  /// which insert(), take() or delete_key() puts the number away goes with it, though take() may not have
  /// seen it. To empty a counter that others add to, set it to 0 by update_element().
  template <class K = Key>
  Value update_counter(const K& key, Value number, Value initial = {})
    requires std::is_arithmetic_v<Value>
  {
    Storage& storage = this->to_write();
    if constexpr (counts_in_place) {
      if (this->state_->updating.load(std::memory_order_seq_cst) == 0) {
        const EpochGuard guard;
        if (auto* entry = storage.find(key)) return entry->value.add(number);
      }
    }
    Locked locked(storage, key);
    auto* old = locked.head();
    if constexpr (counts_in_place) {
      if (old) return old->value.add(number);
    }
    const Value sum = static_cast<Value>((old ? Value(old->value.get()) : initial) + number);
    if (old) {
      locked.replace(*old, sum);
    } else {
      locked.push(Key(key), sum);
    }
    return sum;
  }
  /// Of one field: `table.update_counter<&Page::hits>(url, 1)`; gives the field's new value.
  template <auto Field, class K = Key, class Number>
  auto update_counter(const K& key, Number number, Value initial = {})
    requires std::is_member_object_pointer_v<decltype(Field)>
  {
    Locked locked(this->to_write(), key);
    auto* old = locked.head();
    Value value = old ? Value(old->value.get()) : std::move(initial);
    value.*Field += number;
    auto sum = value.*Field;
    if (old) {
      locked.replace(*old, std::move(value));
    } else {
      locked.push(Key(key), std::move(value));
    }
    return sum;
  }

 protected:
  using Base::Base;
};

}  // namespace anqa::detail
