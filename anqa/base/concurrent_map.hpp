#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "anqa/base/epoch.hpp"
#include "anqa/base/hash.hpp"
#include "anqa/base/pool.hpp"

namespace anqa {

/// A hash table for many readers: a look-up takes no lock and writes nothing that another thread reads.
/// Writers lock one of its shards. A key may have several entries. Entries are const; to change one is to
/// replace it.
///
/// A reader sees each entry as it was at some moment of the look-up. A walk over all sees every entry that is
/// there from its beginning to its end, once.
///
/// Each shard is an array of slots with linear probing. What a look-up costs is what it must fetch from
/// memory, so a slot is one word: the entry's address, with 16 bits of the key's hash in the bits above it,
/// which tell whether to look at the entry at all. An array is never more than three quarters full, counting
/// the slots whose entries are gone; the next array has none of these.
template <class Key, class Value>
class ConcurrentMap {
 public:
  struct Entry {
    template <class K, class... V>
    explicit Entry(K&& k, V&&... v) : key(std::forward<K>(k)), value(std::forward<V>(v)...) {}
    const Key key;
    Value value;  ///< const for readers; what is atomic in it is for Value to say

    static void* operator new(std::size_t size) { return pool_allocate(size); }
    static void operator delete(void* entry, std::size_t size) { pool_free(entry, size); }

   private:
    friend class ConcurrentMap;
    static_assert(alignof(Key) <= 16 && alignof(Value) <= 16);
    std::atomic<Entry*> next{nullptr};  ///< of the same key, older
  };

 private:
  /// 0: never used. gone: its entries are gone. Else an entry and its tag.
  using Word = std::uintptr_t;
  using Slot = std::atomic<Word>;
  static constexpr Word gone = 1;
  /// Addresses have 48 bits on x86-64 and AArch64, unless a program asks the system for more.
  static constexpr unsigned address_bits = 48;
  static_assert(sizeof(Word) == 8);
#if defined(__has_feature) && __has_feature(address_sanitizer)
  static Word tag_of(std::size_t) { return 0; }  // the search for leaks follows plain addresses only
#else
  static Word tag_of(std::size_t hash) { return (hash >> 32 & 0xffff) << address_bits; }
#endif
  static bool has_tag(Word word, Word tag) { return (word ^ tag) >> address_bits == 0; }
  static Entry* entry_in(Word word) {
    return word == gone ? nullptr : reinterpret_cast<Entry*>(word & ((Word{1} << address_bits) - 1));
  }
  static Word word_of(Entry* entry, Word tag) { return entry ? reinterpret_cast<Word>(entry) | tag : gone; }

  struct Array {
    explicit Array(std::size_t size) : mask(size - 1), slots(std::make_unique<Slot[]>(size)) {}
    const std::size_t mask;
    std::size_t used = 0;  ///< slots that are not 0
    const std::unique_ptr<Slot[]> slots;

    Slot& unused(std::size_t hash) {
      std::size_t at = hash & mask;
      while (slots[at].load(std::memory_order_relaxed) != 0) at = (at + 1) & mask;
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
      if (!now || (now->used + 1) * 4 > (now->mask + 1) * 3) now = grow(now);
      return &now->unused(hash);
    }
    Array* grow(Array* old) {
      std::size_t keys = 1;
      for (std::size_t i = 0; old && i <= old->mask; ++i) {
        if (entry_in(old->slots[i].load(std::memory_order_relaxed))) ++keys;
      }
      std::size_t size = 4;
      while (size < keys * 2) size *= 2;
      auto larger = std::make_unique<Array>(size);
      for (std::size_t i = 0; old && i <= old->mask; ++i) {
        const Word word = old->slots[i].load(std::memory_order_relaxed);
        if (Entry* entry = entry_in(word))
          larger->unused(hash_of(entry->key)).store(word, std::memory_order_relaxed);
      }
      array.store(larger.get(), std::memory_order_seq_cst);
      if (old) epoch_delete(old);
      return larger.release();
    }
    void clear() {
      const EpochHold hold;
      const std::lock_guard lock(mutex);
      Array* old = array.exchange(nullptr, std::memory_order_seq_cst);
      entries.store(0, std::memory_order_relaxed);
      if (!old) return;
      for (std::size_t i = 0; i <= old->mask; ++i) {
        Entry* entry = entry_in(old->slots[i].load(std::memory_order_relaxed));
        while (entry) {
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
    const std::size_t hash = hash_of(key);
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
        const Entry* entry = entry_in(array->slots[s].load(std::memory_order_seq_cst));
        for (; entry; entry = next(*entry)) {
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
        : hash_(map.hash_of(key)), shard_(map.shard_of(hash_)), lock_(shard_.mutex), slot_(find_slot(key)) {}

    /// The newest entry, or null.
    Entry* head() const { return slot_ ? entry_in(slot_->load(std::memory_order_relaxed)) : nullptr; }
    static Entry* next(const Entry& entry) { return entry.next.load(std::memory_order_relaxed); }

    /// Adds the newest entry.
    template <class K, class... V>
    Entry& push(K&& key, V&&... value) {
      auto fresh = std::make_unique<Entry>(std::forward<K>(key), std::forward<V>(value)...);
      if (!slot_) slot_ = shard_.claim(hash_);
      fresh->next.store(head(), std::memory_order_relaxed);
      slot_->store(word_of(fresh.get(), tag_of(hash_)), std::memory_order_seq_cst);
      shard_.entries.fetch_add(1, std::memory_order_relaxed);
      return *fresh.release();
    }
    /// Puts another value in the place of an entry.
    template <class... V>
    void replace(Entry& old, V&&... value) {
      auto fresh = std::make_unique<Entry>(old.key, std::forward<V>(value)...);
      fresh->next.store(next(old), std::memory_order_relaxed);
      relink(old, fresh.release());
      epoch_delete(&old);
    }
    void erase(Entry& old) {
      relink(old, next(old));
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
      Slot* free = nullptr;
      for (std::size_t at = hash_ & array->mask;; at = (at + 1) & array->mask) {
        Slot& slot = array->slots[at];
        const Word word = slot.load(std::memory_order_relaxed);
        if (word == 0) return free;
        if (word == gone) {
          if (!free) free = &slot;
        } else if (has_tag(word, tag_of(hash_)) && Equal{}(entry_in(word)->key, key)) {
          return &slot;
        }
      }
    }
    /// Lets what leads to `old` lead to `fresh`.
    void relink(const Entry& old, Entry* fresh) {
      Entry* before = head();
      if (before == &old) {
        slot_->store(word_of(fresh, tag_of(hash_)), std::memory_order_seq_cst);
        return;
      }
      while (next(*before) != &old) before = next(*before);
      before->next.store(fresh, std::memory_order_seq_cst);
    }

    EpochHold hold_;  // before the lock, so that it goes after it
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
  template <class K>
  static const Entry* head_in(const Array* array, std::size_t hash, const K& key) {
    if (!array) return nullptr;
    const Word tag = tag_of(hash);
    for (std::size_t at = hash & array->mask;; at = (at + 1) & array->mask) {
      const Word word = array->slots[at].load(std::memory_order_seq_cst);
      if (word == 0) return nullptr;
      if (!has_tag(word, tag) || word == gone) continue;
      const Entry* entry = entry_in(word);
      if (Equal{}(entry->key, key)) return entry;
    }
  }
  template <class K>
  static std::size_t hash_of(const K& key) {
    return Hash{}(key);
  }
  Shard& shard_of(std::size_t hash) const {
    return shards_[shard_bits_ ? hash >> (sizeof(std::size_t) * 8 - shard_bits_) : 0];
  }

  unsigned shard_bits_ = 0;
  std::unique_ptr<Shard[]> shards_;
};

}  // namespace anqa
