#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "anqa/base/concurrent_map.hpp"
#include "anqa/base/concurrent_skip_list.hpp"
#include "anqa/otp/detail/table_base.hpp"

/// Tables, OTP's ETS: what one process owns and many read. A table ends with its owner. Reading takes no lock
/// and asks no process; a value is copied out, so share what is large as std::shared_ptr<const T>. Keys and
/// values are what may be sent in messages, which is checked when it compiles.

namespace anqa {

/// One entry a key, in no order: ETS's set.
///
/// `Table<std::string, int> hits({.name = "hits", .access = public_access});`, in the process that is to own
/// it; others write `Table<std::string, int>::find("hits")` or are handed a copy, which is the same table.
/// Writers of different keys seldom wait for each other.
template <class Key, class Value>
class Table
    : public detail::SetTable<Table<Key, Value>, ConcurrentMap<Key, detail::TableCell<Value>>, Key, Value> {
  using Base = detail::SetTable<Table, ConcurrentMap<Key, detail::TableCell<Value>>, Key, Value>;
  friend Base;
  friend detail::TableBase<Table, ConcurrentMap<Key, detail::TableCell<Value>>, Key, Value>;
  using Base::Base;

 public:
  Table() : Table(TableOptions()) {}
  /// Throws std::invalid_argument when the name is taken.
  explicit Table(TableOptions options) : Base(Base::begin(std::move(options))) {}
};

/// One entry a key, in the order of the keys' `<`: ETS's ordered_set. Writers come one after another.
template <class Key, class Value>
class OrderedTable : public detail::SetTable<OrderedTable<Key, Value>,
                                             ConcurrentSkipList<Key, detail::TableCell<Value>>, Key, Value> {
  using Storage = ConcurrentSkipList<Key, detail::TableCell<Value>>;
  using Base = detail::SetTable<OrderedTable, Storage, Key, Value>;
  friend Base;
  friend detail::TableBase<OrderedTable, Storage, Key, Value>;
  using Base::Base;

 public:
  OrderedTable() : OrderedTable(TableOptions()) {}
  explicit OrderedTable(TableOptions options) : Base(Base::begin(std::move(options))) {}

  std::optional<Key> first() const {
    const EpochGuard guard;
    return key_of(this->to_read().first());
  }
  std::optional<Key> last() const {
    const EpochGuard guard;
    return key_of(this->to_read().last());
  }
  /// The key after this one, which need not be there.
  template <class K = Key>
  std::optional<Key> next(const K& key) const {
    const EpochGuard guard;
    return key_of(this->to_read().after(key));
  }
  template <class K = Key>
  std::optional<Key> prev(const K& key) const {
    const EpochGuard guard;
    return key_of(this->to_read().before(key));
  }
  /// The entries from a key on and before another, in order; at most `limit`.
  template <class From = Key, class To = Key>
  std::vector<std::pair<Key, Value>> range(const From& from, const To& to,
                                           std::size_t limit = SIZE_MAX) const {
    const EpochGuard guard;
    std::vector<std::pair<Key, Value>> rows;
    for (auto* entry = this->to_read().not_before(from); entry && entry->key < to && rows.size() < limit;
         entry = Storage::next(*entry)) {
      rows.emplace_back(entry->key, entry->value.get());
    }
    return rows;
  }

 private:
  static std::optional<Key> key_of(const typename Storage::Entry* entry) {
    return entry ? std::optional<Key>(entry->key) : std::nullopt;
  }
};

namespace detail {
/// A value of a bag, which is not counted in place.
template <class Value>
class BagCell {
 public:
  template <class V>
  explicit BagCell(V&& value) : value_(std::forward<V>(value)) {}
  const Value& get() const { return value_; }

 private:
  const Value value_;
};
}  // namespace detail

/// Any number of entries a key. ETS's bag, which has no two equal entries, or with `Duplicates` its
/// duplicate_bag.
template <class Key, class Value, bool Duplicates = false>
class BagTable : public detail::TableBase<BagTable<Key, Value, Duplicates>,
                                          ConcurrentMap<Key, detail::BagCell<Value>>, Key, Value> {
  using Storage = ConcurrentMap<Key, detail::BagCell<Value>>;
  using Base = detail::TableBase<BagTable, Storage, Key, Value>;
  friend Base;
  using Base::Base;

 public:
  BagTable() : BagTable(TableOptions()) {}
  explicit BagTable(TableOptions options) : Base(Base::begin(std::move(options))) {}

  /// False when it is there already, in a table without duplicates.
  template <class K = Key>
  bool insert(const K& key, Value value) {
    typename Storage::Locked locked(this->to_write(), key);
    if constexpr (!Duplicates) {
      for (auto* entry = locked.head(); entry; entry = locked.next(*entry)) {
        if (entry->value.get() == value) return false;
      }
    }
    locked.push(Key(key), std::move(value));
    return true;
  }
  /// Oldest first.
  template <class K = Key>
  std::vector<Value> lookup(const K& key) const {
    const EpochGuard guard;
    std::vector<Value> values;
    for (auto* entry = this->to_read().find(key); entry; entry = Storage::next(*entry))
      values.push_back(entry->value.get());
    std::reverse(values.begin(), values.end());
    return values;
  }
  template <class K = Key>
  bool member(const K& key) const {
    const EpochGuard guard;
    return this->to_read().find(key) != nullptr;
  }
  /// All entries of the key; gives how many there were.
  template <class K = Key>
  std::size_t delete_key(const K& key) {
    return this->to_write().erase(key);
  }
  /// Those of the key that are equal to this; gives how many.
  template <class K = Key>
  std::size_t delete_object(const K& key, const Value& value) {
    return typename Storage::Locked(this->to_write(), key).erase_if([&](const auto& cell) {
      return cell.get() == value;
    });
  }
  /// Removes the entries of a key and gives their values, oldest first.
  template <class K = Key>
  std::vector<Value> take(const K& key) {
    std::vector<Value> values;
    typename Storage::Locked(this->to_write(), key).erase_if([&](const auto& cell) {
      values.push_back(cell.get());
      return true;
    });
    std::reverse(values.begin(), values.end());
    return values;
  }
};

template <class Key, class Value>
using DuplicateBagTable = BagTable<Key, Value, true>;

}  // namespace anqa
