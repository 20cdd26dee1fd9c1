#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "anqa/base/epoch.hpp"
#include "anqa/base/hash.hpp"

namespace anqa {

/// A hash table for many readers: a look-up takes no lock and writes nothing that another thread reads.
/// Writers lock one of its shards. A key may have several entries. Entries are const; to change one is to
/// replace it.
///
/// A reader sees each entry as it was at some moment of the look-up. A walk over all sees every entry that is
/// there from its beginning to its end, once.
///
/// Each shard is an array of slots with linear probing. A slot belongs to one hash for as long as its array
/// lives: readers tell from it whether to look at the entry at all. An array is never more than three
/// quarters full of slots in use, counting those whose entries are gone; the next array has none of these.
template <class Key, class Value>
class ConcurrentMap {
 public:
  struct Entry {
    template <class K, class... V>
    explicit Entry(K&& k, V&&... v) : key(std::forward<K>(k)), value(std::forward<V>(v)...) {}
    const Key key;
    Value value;  ///< const for readers; what is atomic in it is for Value to say

   private:
    friend class ConcurrentMap;
    std::atomic<Entry*> next{nullptr};  ///< of the same key, older
  };

 private:
  struct Slot {
    std::atomic<Entry*> entry{nullptr};
    std::size_t hash = 0;  ///< set before the first entry is, then never again
  };
  struct Array {
    explicit Array(std::size_t size) : mask(size - 1), slots(std::make_unique<Slot[]>(size)) {}
    const std::size_t mask;
    std::size_t used = 0;  ///< slots that have a hash
    const std::unique_ptr<Slot[]> slots;

    Slot& put(std::size_t hash) {
      std::size_t at = hash & mask;
      while (slots[at].entry.load(std::memory_order_relaxed)) at = (at + 1) & mask;
      slots[at].hash = hash;
      ++used;
      return slots[at];
    }
  };
  struct alignas(64) Shard {
    std::atomic<Array*> array{nullptr};
    std::atomic<std::size_t> entries{0};
    mutable std::mutex mutex;

    /// A slot for a hash, in a larger array if need be. The caller stores the entry.
    Slot* claim(std::size_t hash) {
      Array* now = array.load(std::memory_order_relaxed);
      if (!now || (now->used + 1) * 4 > (now->mask + 1) * 3) {
        now = grow(now);
      }
      return &now->put(hash);
    }
    Array* grow(Array* old) {
      std::size_t keys = 1;
      for (std::size_t i = 0; old && i <= old->mask; ++i) {
        Entry* entry = old->slots[i].entry.load(std::memory_order_relaxed);
        keys += entry && entry != gone();
      }
      std::size_t size = 4;
      while (size < keys * 2) size *= 2;
      auto larger = std::make_unique<Array>(size);
      for (std::size_t i = 0; old && i <= old->mask; ++i) {
        const Slot& slot = old->slots[i];
        Entry* entry = slot.entry.load(std::memory_order_relaxed);
        if (entry && entry != gone()) larger->put(slot.hash).entry.store(entry, std::memory_order_relaxed);
      }
      array.store(larger.get(), std::memory_order_seq_cst);
      if (old) epoch_delete(old);
      return larger.release();
    }
    void clear() {
      const std::lock_guard lock(mutex);
      Array* old = array.exchange(nullptr, std::memory_order_seq_cst);
      entries.store(0, std::memory_order_relaxed);
      if (!old) return;
      for (std::size_t i = 0; i <= old->mask; ++i) {
        Entry* entry = old->slots[i].entry.load(std::memory_order_relaxed);
        while (entry && entry != gone()) {
          Entry* after = entry->next.load(std::memory_order_relaxed);
          epoch_delete(entry);
          entry = after;
        }
      }
      epoch_delete(old);
    }
  };

 public:
  /// `shards` is rounded up to a power of two.
  explicit ConcurrentMap(std::size_t shards = 16) {
    while (std::size_t{1} << shard_bits_ < shards) ++shard_bits_;
    shards_ = std::make_unique<Shard[]>(std::size_t{1} << shard_bits_);
  }
  ~ConcurrentMap() { clear(); }
  ConcurrentMap(const ConcurrentMap&) = delete;
  ConcurrentMap& operator=(const ConcurrentMap&) = delete;

  // What follows needs an EpochGuard around it for as long as the entries are looked at.

  /// The newest entry of a key, or null.
  template <class K>
  const Entry* find(const K& key) const {
    const std::size_t hash = mix(key);
    return head_in(shard_of(hash).array.load(std::memory_order_seq_cst), hash, key);
  }
  /// The next older entry of the same key, or null.
  static const Entry* next(const Entry& entry) { return entry.next.load(std::memory_order_seq_cst); }

  // What follows brings its own.

  /// Calls `visit(key, value)` for every entry.
  template <class F>
  void for_each(F&& visit) const {
    for_each_until([&](const Key& key, const Value& value) {
      visit(key, value);
      return false;
    });
  }
  /// Stops at the first for which `visit(key, value)` is true; gives whether there was one.
  template <class F>
  bool for_each_until(F&& visit) const {
    const EpochGuard guard;
    for (std::size_t i = 0; i < std::size_t{1} << shard_bits_; ++i) {
      const Array* array = shards_[i].array.load(std::memory_order_seq_cst);
      for (std::size_t s = 0; array && s <= array->mask; ++s) {
        const Entry* entry = array->slots[s].entry.load(std::memory_order_seq_cst);
        for (; entry && entry != gone(); entry = next(*entry)) {
          if (visit(entry->key, entry->value)) return true;
        }
      }
    }
    return false;
  }

  /// How many entries there are.
  std::size_t size() const {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < std::size_t{1} << shard_bits_; ++i)
      sum += shards_[i].entries.load(std::memory_order_relaxed);
    return sum;
  }

  /// One key under the lock of its shard: for changes that look first. Keep it short; it must not touch
  /// another key of the same map.
  class Locked {
   public:
    template <class K>
    Locked(ConcurrentMap& map, const K& key)
        : hash_(map.mix(key)), shard_(map.shard_of(hash_)), lock_(shard_.mutex), slot_(find_slot(key)) {}

    /// The newest entry, or null.
    Entry* head() const {
      Entry* entry = slot_ ? slot_->entry.load(std::memory_order_relaxed) : nullptr;
      return entry == gone() ? nullptr : entry;
    }
    static Entry* next(const Entry& entry) { return entry.next.load(std::memory_order_relaxed); }

    /// Adds the newest entry.
    template <class K, class... V>
    Entry& push(K&& key, V&&... value) {
      auto fresh = std::make_unique<Entry>(std::forward<K>(key), std::forward<V>(value)...);
      if (!slot_) slot_ = shard_.claim(hash_);
      Entry* before = slot_->entry.load(std::memory_order_relaxed);
      fresh->next.store(before == gone() ? nullptr : before, std::memory_order_relaxed);
      slot_->entry.store(fresh.get(), std::memory_order_seq_cst);
      shard_.entries.fetch_add(1, std::memory_order_relaxed);
      return *fresh.release();
    }
    /// Puts another value in the place of an entry.
    template <class... V>
    void replace(Entry& old, V&&... value) {
      auto fresh = std::make_unique<Entry>(old.key, std::forward<V>(value)...);
      fresh->next.store(next(old), std::memory_order_relaxed);
      link_to(old).store(fresh.release(), std::memory_order_seq_cst);
      epoch_delete(&old);
    }
    void erase(Entry& old) {
      std::atomic<Entry*>& link = link_to(old);
      Entry* after = next(old);
      link.store(!after && &link == &slot_->entry ? gone() : after, std::memory_order_seq_cst);
      shard_.entries.fetch_sub(1, std::memory_order_relaxed);
      epoch_delete(&old);
    }
    /// Erases those for which `predicate(value)` is true; gives how many.
    template <class F>
    std::size_t erase_if(F&& predicate) {
      std::size_t erased = 0;
      for (Entry* entry = head(); entry;) {
        Entry* after = next(*entry);
        if (predicate(std::as_const(entry->value))) {
          erase(*entry);
          ++erased;
        }
        entry = after;
      }
      return erased;
    }

   private:
    template <class K>
    Slot* find_slot(const K& key) const {
      Array* array = shard_.array.load(std::memory_order_relaxed);
      if (!array) return nullptr;
      Slot* free = nullptr;  // was the key's, or is one of the same hash and empty
      for (std::size_t at = hash_ & array->mask;; at = (at + 1) & array->mask) {
        Slot& slot = array->slots[at];
        Entry* entry = slot.entry.load(std::memory_order_relaxed);
        if (!entry) return free;
        if (slot.hash != hash_) continue;
        if (entry == gone()) {
          free = &slot;
        } else if (entry->key == key) {
          return &slot;
        }
      }
    }
    std::atomic<Entry*>& link_to(const Entry& entry) const {
      std::atomic<Entry*>* link = &slot_->entry;
      while (link->load(std::memory_order_relaxed) != &entry)
        link = &link->load(std::memory_order_relaxed)->next;
      return *link;
    }

    std::size_t hash_;
    Shard& shard_;
    std::unique_lock<std::mutex> lock_;
    Slot* slot_;
  };

  /// False when the key has an entry already.
  template <class K, class... V>
  bool insert_new(K&& key, V&&... value) {
    Locked locked(*this, key);
    if (locked.head()) return false;
    locked.push(std::forward<K>(key), std::forward<V>(value)...);
    return true;
  }
  template <class K, class... V>
  void insert_or_assign(K&& key, V&&... value) {
    Locked locked(*this, key);
    if (Entry* old = locked.head()) {
      locked.replace(*old, std::forward<V>(value)...);
    } else {
      locked.push(std::forward<K>(key), std::forward<V>(value)...);
    }
  }
  /// All entries of the key; gives how many there were.
  template <class K>
  std::size_t erase(const K& key) {
    return Locked(*this, key).erase_if([](const Value&) { return true; });
  }
  void clear() {
    for (std::size_t i = 0; i < std::size_t{1} << shard_bits_; ++i) shards_[i].clear();
  }

 private:
  /// Stands in a slot whose entries are gone.
  static Entry* gone() { return reinterpret_cast<Entry*>(alignof(Entry)); }

  template <class K>
  static const Entry* head_in(const Array* array, std::size_t hash, const K& key) {
    if (!array) return nullptr;
    for (std::size_t at = hash & array->mask;; at = (at + 1) & array->mask) {
      const Slot& slot = array->slots[at];
      const Entry* entry = slot.entry.load(std::memory_order_seq_cst);
      if (!entry) return nullptr;
      if (slot.hash == hash && entry != gone() && entry->key == key) return entry;
    }
  }
  /// Spreads what std::hash leaves together: its hash of an integer is the integer.
  template <class K>
  static std::size_t mix(const K& key) {
    std::size_t hash = Hash{}(key);
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
  }
  Shard& shard_of(std::size_t hash) const {
    return shards_[shard_bits_ ? hash >> (sizeof(std::size_t) * 8 - shard_bits_) : 0];
  }

  unsigned shard_bits_ = 0;
  std::unique_ptr<Shard[]> shards_;
};

}  // namespace anqa
