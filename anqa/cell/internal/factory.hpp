#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "anqa/runtime/system.hpp"

namespace anqa::cell {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

/// A cell as the application holds it. Killed when it is destroyed.
class Cell {
 public:
  Cell(std::uint64_t id, pid_t pid, Descriptor socket, Descriptor log, Descriptor pidfd);
  Cell(Cell&&) noexcept = default;
  Cell& operator=(Cell&&) noexcept = default;
  ~Cell();

  std::uint64_t id() const { return id_; }
  pid_t pid() const { return pid_; }
  Descriptor& socket() { return socket_; }
  Descriptor& log() { return log_; }

 private:
  std::uint64_t id_;
  pid_t pid_;
  Descriptor socket_;
  Descriptor log_;
  Descriptor pidfd_;
};

/// To a process that waits for a cell: ask again.
struct CellReady {};
/// To the process that has a cell: it has ended.
struct CellGone {
  std::uint64_t id = 0;
  bool zygote_lost = false;  ///< then the rest is not known
  int status = 0;            ///< as wait() gives it
  std::uint32_t cause = 0;   ///< a Cause
  std::int64_t max_rss_kib = 0;
};
/// To a process that waits for a cell: there will be none, and why.
struct NoCell {
  std::string why;
};

/// Gives out cells: one for the program. What it tells a process it tells as messages, from a thread of its
/// own.
class CellFactory {
 public:
  static CellFactory& get();

  /// A ready cell, which from now on is `user`'s, a process of `system`; nothing when there is none yet:
  /// CellReady comes, or NoCell. CellGone comes when the cell has ended. Throws std::system_error when the
  /// zygote cannot be started.
  std::optional<Cell> take(System& system, Pid user);
  /// Has cells made in place of those that were taken: to be called when a taken one has started, so that
  /// this does not hold it up.
  void replenish();
  /// The process ends: it gets no more messages.
  void forget(Pid user, System& system);

  void set_ready(std::size_t count);
  /// For tests: the zygote's process, 0 when there is none.
  pid_t zygote();

 private:
  CellFactory();
  struct State;
  State& state_;
};

}  // namespace anqa::cell
