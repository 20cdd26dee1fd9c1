#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "anqa/runtime/detail/envelope.hpp"
#include "anqa/runtime/detail/signals.hpp"
#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/mailbox.hpp"
#include "anqa/runtime/pid.hpp"

namespace anqa {

class Process;

namespace detail {

class Waiter;
class Receiver;
struct Relations;
struct Watcher;

/// The callbacks of one class of process, found at compile time; one static object per class.
struct Behaviour {
  std::string_view (*name)();
  /// Runs before the first message; null when the constructor was all.
  Task<void> (*init)(Process&);
  /// Runs when the process ends in an orderly way or by an exception; not when it is killed. Null when there
  /// is none.
  Task<void> (*terminate)(Process&, ExitReason);
  /// A message that names no handler: Down, Exit, and what came through send(pid, message).
  Task<void> (*handle_raw)(Process&, Envelope&);
  bool is_supervisor = false;
  bool has_caller = false;                ///< a task: who started it is its caller, see callers()
  MailboxLimit mailbox = {};              ///< the class's own, if it says one
  std::uint32_t object_size = 0;          ///< bytes of an object of the class
  void (*hibernate)(Process&) = nullptr;  ///< its handle_hibernate(), if it has one
  std::string (*describe_state)(const Process&) = nullptr;  ///< its describe_state(), or its State in words
  /// Its describe_message(), if it has one.
  std::string (*describe_message)(const Process&, const Envelope&) = nullptr;
};

/// The control block of a process: a slot of the process table. Its memory is never freed, only used again,
/// so that a sender may touch it whatever becomes of the process.
struct alignas(64) ProcessCore {
  /// What senders push onto (a stack; newest first). null: empty, and the process is not scheduled.
  /// busy(): empty, and it is scheduled or running. dead(): no process here.
  std::atomic<Envelope*> inbox{dead()};
  std::atomic<std::uint32_t> serial{0};
  std::uint32_t index = 0;
  std::atomic<std::uint32_t> bound{0};    ///< how many messages it takes, and what then; 0: any number
  std::atomic<std::uint32_t> pending{0};  ///< messages that it has taken and not handled, if it is bounded
  ProcessCore* run_next = nullptr;        ///< link of the run queue that it waits in, or of the free list

  Envelope* queue_head = nullptr;  ///< messages taken from the inbox, oldest first
  Envelope* queue_tail = nullptr;
  Process* object = nullptr;
  const Behaviour* behaviour = nullptr;

  Relations* relations = nullptr;  ///< links, monitors, names; made when first needed
  Watcher* watchers = nullptr;     ///< who monitors this process, newest first
  Waiter* waiting = nullptr;       ///< what its coroutines await
  Waiter* ready = nullptr;         ///< awaited things that have come; resumed in order
  Task<void> running;              ///< the handler that is suspended, or terminate()
  Envelope* current = nullptr;     ///< the message being handled
  std::uint64_t next_ref = 1;
  Receiver* receiver = nullptr;  ///< the receive<M>() that a body process is in
  Pid parent;                    ///< who started it
  ExitReason stop_reason;        ///< valid if `stopping`
  std::uint32_t queue_length = 0;
  std::uint32_t queue_mark = ~0U;         ///< the length at which mailbox_filled() looks at the queue
  std::uint64_t reductions = 0;           ///< handlers begun
  std::atomic<std::uint32_t> refused{0};  ///< messages that found the mailbox full

  bool trap_exit = false;
  bool stopping = false;      ///< stop() was called: ends after the current handler
  bool terminating = false;   ///< terminate() is running
  bool initialising = false;  ///< init() is running
  bool is_body = false;       ///< runs one coroutine; messages stay queued for receive()
  bool yielded = false;       ///< asked to go behind what else is runnable
  bool suspended = false;     ///< handles nothing but system messages
  bool forwards = false;      ///< stands for a process in a cell: answers that it does not await are messages
  bool ignoring = false;      ///< the constructor or init() called ignore()
  bool watched = false;       ///< traced or asleep: before_handler() and after_handler() look at it

  static Envelope* dead() { return reinterpret_cast<Envelope*>(std::uintptr_t{1}); }
  static Envelope* busy() { return reinterpret_cast<Envelope*>(std::uintptr_t{2}); }

  Pid pid() const { return Pid{index, serial.load(std::memory_order_relaxed)}; }
};

static_assert(sizeof(ProcessCore) <= 192);

/// Appends to the messages waiting for their handler; `at_front` is for handle_continue.
void enqueue(ProcessCore& core, Envelope* envelope, bool at_front = false);

/// The process that runs on this thread, null outside of one. Never inlined: a coroutine may change threads
/// at a co_await, and an inlined thread-local address would not follow it.
ProcessCore* current_core();
/// Like current_core(); aborts with a message naming `operation` when there is none.
ProcessCore& require_core(const char* operation);

/// Makes `core` the current process for a scope: while it runs, and while its constructor runs in its parent.
class CurrentProcess {
 public:
  explicit CurrentProcess(ProcessCore* core);
  ~CurrentProcess();
  CurrentProcess(const CurrentProcess&) = delete;
  CurrentProcess& operator=(const CurrentProcess&) = delete;

 private:
  ProcessCore* before_;
};

/// Sends an envelope; takes ownership, and destroys it when there is no such process. Any thread.
void deliver(Pid to, Envelope* envelope);

/// Why whatever is being dropped right now is dropped: the exit reason of the process whose mailbox is being
/// emptied, else `noproc`. What an unanswered call fails with.
ExitReason drop_reason();

/// Counts one thing that the running process does in its turn: a handler begun or gone on with, something
/// awaited that was there already. False when its turn is over: it then goes behind the other processes.
bool spend_turn();

/// What a slice of running came to.
enum class SliceResult : std::uint8_t { idle, more, dead };

/// Runs the process on this thread until it has nothing to do, has handled `budget` messages, or is dead.
/// Only the scheduler calls it, on a core that it took from its run queue.
SliceResult run_slice(ProcessCore& core, unsigned budget);

}  // namespace detail
}  // namespace anqa
