#include "anqa/base/epoch.hpp"

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

// Why nothing is destroyed under a reader. All operations named here are seq_cst, so they have one order S.
//   - A reader stores its epoch r (X), then loads the pointer to n (L). A writer takes n out (U), then loads
//     the epoch e with which n is marked. The reader got n, so X < L < U < that load in S.
//   - Let k be the epoch at X. Then r <= k <= e, and n is destroyed once the epoch is e + 2 or more, so after
//     somebody moved it from k + 1 to k + 2. Whoever does that first looks at all readers, and does so after
//     the epoch became k + 1, which is after X. It sees the reader in r <= k and gives up, unless the reader
//     has left, and then its release store puts all that the reader did before the destruction.
//   - A node that is reached through a node which is out already was taken out later than that one (a taken
//     out node keeps its links as they were), so the same holds for it.

namespace anqa {
namespace {

constexpr std::uint64_t idle = 0;
constexpr std::size_t collect_every = 32;
constexpr std::size_t many = 4 * collect_every;

struct Retired {
  void* object;
  void (*destroy)(void*) noexcept;
  std::uint64_t epoch;
};

/// One thread's part. Never freed, but handed on: the next thread that comes takes the place of one that
/// left.
struct alignas(64) Reader {
  std::atomic<std::uint64_t> epoch{idle};
  std::atomic<bool> taken{true};
  Reader* next = nullptr;
  // Only of the thread that has it.
  unsigned depth = 0;    ///< of nested guards
  unsigned holding = 0;  ///< of nested holds
  unsigned busy = 0;     ///< collecting
  std::vector<Retired> retired;
  std::size_t collect_at = collect_every;
};

constinit std::atomic<std::uint64_t> current_epoch{1};
constinit std::atomic<Reader*> readers{nullptr};

Reader* take_reader() {
  for (Reader* reader = readers.load(std::memory_order_acquire); reader; reader = reader->next) {
    bool expected = false;
    if (!reader->taken.load(std::memory_order_relaxed) &&
        reader->taken.compare_exchange_strong(expected, true, std::memory_order_acquire)) {
      return reader;
    }
  }
  auto* reader = new Reader;
  reader->next = readers.load(std::memory_order_relaxed);
  // seq_cst: who looks at all readers after this one has stored its epoch finds it in the list.
  while (!readers.compare_exchange_weak(reader->next, reader, std::memory_order_seq_cst)) {
  }
  return reader;
}

void give_back(Reader& reader) { reader.taken.store(false, std::memory_order_release); }

constinit thread_local Reader* mine = nullptr;
constinit thread_local bool leaving = false;

struct Departure {
  ~Departure() {
    leaving = true;
    if (mine && mine->depth == 0 && mine->holding == 0) give_back(*std::exchange(mine, nullptr));
  }
};

/// Of this thread. While the thread's own objects are destroyed it is lent for one guard at a time.
[[gnu::noinline]] Reader& arrive() {
  if (!leaving) {
    static thread_local Departure departure;
    static_cast<void>(&departure);
  }
  mine = take_reader();
  return *mine;
}

Reader& my_reader() { return mine ? *mine : arrive(); }

void done_with(Reader& reader) {
  if (leaving && reader.depth == 0 && reader.holding == 0 && reader.busy == 0)
    give_back(*std::exchange(mine, nullptr));
}

/// Moves the epoch on if every reader is in it or idle. False when one is not.
bool try_advance() {
  std::uint64_t epoch = current_epoch.load(std::memory_order_seq_cst);
  for (Reader* reader = readers.load(std::memory_order_seq_cst); reader; reader = reader->next) {
    const std::uint64_t its = reader->epoch.load(std::memory_order_seq_cst);
    if (its != idle && its != epoch) return false;
  }
  current_epoch.compare_exchange_strong(epoch, epoch + 1, std::memory_order_seq_cst);
  return true;
}

bool collect(Reader& reader) {
  const bool moved = try_advance();
  const std::uint64_t epoch = current_epoch.load(std::memory_order_seq_cst);
  std::size_t ripe = 0;
  while (ripe < reader.retired.size() && reader.retired[ripe].epoch + 2 <= epoch) ++ripe;
  if (ripe > 0) {
    // Out of the list first: a destructor may retire more.
    const auto end = reader.retired.begin() + static_cast<std::ptrdiff_t>(ripe);
    const std::vector<Retired> gone(reader.retired.begin(), end);
    reader.retired.erase(reader.retired.begin(), end);
    ++reader.busy;
    for (const Retired& each : gone) each.destroy(each.object);
    --reader.busy;
  }
  reader.collect_at = reader.retired.size() + collect_every;
  return moved;
}

}  // namespace

EpochGuard::EpochGuard() noexcept {
  Reader& reader = my_reader();
  reader_ = &reader;
  if (reader.depth++ == 0) {
    reader.epoch.exchange(current_epoch.load(std::memory_order_seq_cst), std::memory_order_seq_cst);
  }
}

EpochGuard::~EpochGuard() {
  Reader& reader = *static_cast<Reader*>(reader_);
  if (--reader.depth > 0) return;
  reader.epoch.store(idle, std::memory_order_release);
  done_with(reader);
}

EpochHold::EpochHold() noexcept {
  Reader& reader = my_reader();
  reader_ = &reader;
  ++reader.holding;
}

EpochHold::~EpochHold() {
  Reader& reader = *static_cast<Reader*>(reader_);
  if (--reader.holding > 0) return;
  // A table that was emptied does not wait for the next changes: two epochs on it can go.
  while (reader.retired.size() >= reader.collect_at && collect(reader) && reader.retired.size() >= many)
    reader.collect_at = many;
  done_with(reader);
}

void epoch_retire(void* object, void (*destroy)(void*) noexcept) {
  Reader& reader = my_reader();
  reader.retired.push_back({object, destroy, current_epoch.load(std::memory_order_seq_cst)});
  if (reader.retired.size() >= reader.collect_at && reader.holding == 0) collect(reader);
  done_with(reader);
}

std::size_t epoch_collect() {
  Reader& reader = my_reader();
  while (reader.holding == 0 && !reader.retired.empty() && collect(reader)) {
  }
  const std::size_t left = reader.retired.size();
  done_with(reader);
  return left;
}

}  // namespace anqa
