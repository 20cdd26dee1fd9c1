#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <new>
#include <utility>

#include "anqa/base/epoch.hpp"

namespace anqa {

/// An ordered map for many readers (W. Pugh, "Skip lists", 1990): readers take no lock, writers come one
/// after another. An entry is replaced as a whole, and links change from the bottom up when an entry comes,
/// from the top down when it goes, so that a reader that compares keys at the bottom only sees each entry as
/// it was at some moment of its search. See epoch.hpp for why a reader may stand on an entry that is out
/// already.
template <class Key, class Value>
class ConcurrentSkipList {
 public:
  class alignas(std::atomic<void*>) Entry {
   public:
    const Key key;
    Value value;

   private:
    friend class ConcurrentSkipList;
    using Link = std::atomic<Entry*>;
    template <class K, class... V>
    explicit Entry(unsigned its_height, K&& k, V&&... v)
        : key(std::forward<K>(k)), value(std::forward<V>(v)...), height(its_height) {
      for (unsigned i = 0; i < height; ++i) new (&link(i)) Link(nullptr);
    }
    /// They lie behind the entry.
    Link& link(unsigned level) { return reinterpret_cast<Link*>(this + 1)[level]; }
    const unsigned height;
  };

  ConcurrentSkipList() = default;
  ~ConcurrentSkipList() { clear(); }
  ConcurrentSkipList(const ConcurrentSkipList&) = delete;
  ConcurrentSkipList& operator=(const ConcurrentSkipList&) = delete;

  // What follows needs an EpochGuard around it for as long as the entries are looked at. Null: there is none.

  template <class K>
  Entry* find(const K& key) const {
    Entry* entry = not_before(key);
    return entry && !(key < entry->key) ? entry : nullptr;
  }
  /// The first whose key is not less.
  template <class K>
  Entry* not_before(const K& key) const {
    return search([&](const Entry& entry) { return entry.key < key; });
  }
  template <class K>
  Entry* after(const K& key) const {
    return search([&](const Entry& entry) { return !(key < entry.key); });
  }
  template <class K>
  Entry* before(const K& key) const {
    Entry* last = nullptr;
    search([&](const Entry& entry) { return entry.key < key; }, &last);
    return last;
  }
  Entry* first() const { return head_[0].load(std::memory_order_seq_cst); }
  Entry* last() const {
    Entry* last = nullptr;
    search([](const Entry&) { return true; }, &last);
    return last;
  }
  static Entry* next(Entry& entry) { return entry.link(0).load(std::memory_order_seq_cst); }

  // What follows brings its own.

  /// In order, as long as `visit(key, value)` does not give true; gives whether it did.
  template <class F>
  bool for_each_until(F&& visit) const {
    const EpochGuard guard;
    for (Entry* entry = first(); entry; entry = next(*entry)) {
      if (visit(entry->key, std::as_const(entry->value))) return true;
    }
    return false;
  }
  std::size_t size() const { return size_.load(std::memory_order_relaxed); }

  /// One key under the lock of the writers: as ConcurrentMap::Locked.
  class Locked {
   public:
    template <class K>
    Locked(ConcurrentSkipList& list, const K& key) : list_(list), lock_(list.mutex_) {
      list_.find_paths(key, paths_);
      Entry* found = paths_[0]->load(std::memory_order_relaxed);
      entry_ = found && !(key < found->key) ? found : nullptr;
    }
    Entry* head() const { return entry_; }
    template <class K, class... V>
    Entry& push(K&& key, V&&... value) {
      const unsigned height = list_.random_height();
      Entry* fresh = make(height, std::forward<K>(key), std::forward<V>(value)...);
      for (unsigned i = 0; i < height; ++i)
        fresh->link(i).store(paths_[i]->load(std::memory_order_relaxed), std::memory_order_relaxed);
      for (unsigned i = 0; i < height; ++i) paths_[i]->store(fresh, std::memory_order_seq_cst);
      list_.size_.fetch_add(1, std::memory_order_relaxed);
      entry_ = fresh;
      return *fresh;
    }
    template <class... V>
    void replace(Entry& old, V&&... value) {
      Entry* fresh = make(old.height, old.key, std::forward<V>(value)...);
      for (unsigned i = 0; i < old.height; ++i)
        fresh->link(i).store(old.link(i).load(std::memory_order_relaxed), std::memory_order_relaxed);
      for (unsigned i = 0; i < old.height; ++i) paths_[i]->store(fresh, std::memory_order_seq_cst);
      entry_ = fresh;
      retire(&old);
    }
    void erase(Entry& old) {
      for (unsigned i = old.height; i-- > 0;)
        paths_[i]->store(old.link(i).load(std::memory_order_relaxed), std::memory_order_seq_cst);
      list_.size_.fetch_sub(1, std::memory_order_relaxed);
      entry_ = nullptr;
      retire(&old);
    }

   private:
    EpochHold hold_;  // before the lock, so that it goes after it
    ConcurrentSkipList& list_;
    std::unique_lock<std::mutex> lock_;
    std::array<std::atomic<Entry*>*, 20> paths_{};
    Entry* entry_ = nullptr;
  };

  void clear() {
    const EpochHold hold;
    const std::lock_guard lock(mutex_);
    Entry* entry = first();
    for (unsigned i = max_height; i-- > 0;) head_[i].store(nullptr, std::memory_order_seq_cst);
    size_.store(0, std::memory_order_relaxed);
    while (entry) {
      Entry* after = entry->link(0).load(std::memory_order_relaxed);
      retire(entry);
      entry = after;
    }
  }

 private:
  static constexpr unsigned max_height = 20;
  using Links = std::atomic<Entry*>;

  template <class... Args>
  static Entry* make(unsigned height, Args&&... args) {
    static_assert(alignof(Entry) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__ && alignof(Entry) >= alignof(Links));
    void* memory = ::operator new(sizeof(Entry) + height * sizeof(Links));
    try {
      return new (memory) Entry(height, std::forward<Args>(args)...);
    } catch (...) {
      ::operator delete(memory);
      throw;
    }
  }
  static void retire(Entry* entry) {
    epoch_retire(entry, [](void* memory) noexcept {
      static_cast<Entry*>(memory)->~Entry();
      ::operator delete(memory);
    });
  }

  /// The first entry that is not `before`; `last` becomes the one before it. Each link is loaded once: an
  /// entry may come between two looks at it.
  template <class F>
  Entry* search(F before, Entry** last = nullptr) const {
    Entry* at = nullptr;
    Entry* next = nullptr;
    for (unsigned level = max_height; level-- > 0;) {
      while (true) {
        next = (at ? at->link(level) : head_[level]).load(std::memory_order_seq_cst);
        if (!next || !before(*next)) break;
        at = next;
      }
    }
    if (last) *last = at;
    return next;
  }
  /// For each level the link that an entry with the key is or would be behind. Under the lock.
  template <class K>
  void find_paths(const K& key, std::array<Links*, max_height>& paths) {
    Entry* at = nullptr;
    for (unsigned level = max_height; level-- > 0;) {
      while (true) {
        Entry* next = (at ? at->link(level) : head_[level]).load(std::memory_order_relaxed);
        if (!next || !(next->key < key)) break;
        at = next;
      }
      paths[level] = at ? &at->link(level) : &head_[level];
    }
  }
  /// One of four entries is one level higher. Xorshift (G. Marsaglia, 2003); under the lock.
  unsigned random_height() {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 7;
    random_ ^= random_ << 17;
    unsigned height = 1;
    for (std::uint64_t bits = random_ >> 11; height < max_height && (bits & 3) == 0; bits >>= 2) ++height;
    return height;
  }

  mutable std::array<Links, max_height> head_{};
  std::atomic<std::size_t> size_{0};
  std::mutex mutex_;
  std::uint64_t random_ = 0x9E3779B97F4A7C15u;
};

}  // namespace anqa
