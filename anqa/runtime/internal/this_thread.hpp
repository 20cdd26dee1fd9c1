#pragma once

#include <memory>

namespace anqa {

class System;
class ExitReason;

namespace detail {

struct ProcessCore;
class Worker;
struct Progress;
struct Place;

/// What the runtime knows of the thread that runs, in one place so that a message costs one look-up of it.
/// Not for code that a coroutine inlines: after a co_await it may run on another thread, with this one's
/// address in a register. Such code goes through functions that are never inlined (current_core(),
/// System::current()).
struct ThisThread {
  System* system = nullptr;              ///< the system that it belongs to
  ProcessCore* core = nullptr;           ///< the process that runs on it
  Worker* worker = nullptr;              ///< the scheduler thread that it is
  Progress* progress = nullptr;          ///< where it reports what it does
  unsigned turns = 0;                    ///< what the process may still handle before others have their turn
  const ExitReason* dropping = nullptr;  ///< why what is being dropped is dropped
  const std::shared_ptr<const Place>* place = nullptr;  ///< where the next new process stands, see StartingAt
};

extern constinit thread_local ThisThread this_thread;

}  // namespace detail
}  // namespace anqa
