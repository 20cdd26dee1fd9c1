#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/supervisor.hpp"
#include "world.hpp"

namespace promises {

/// A reference that may be copied into a child's arguments: the world outlives its processes.
template <class T>
class Ref {
 public:
  explicit Ref(T& target) : target_(&target) {}
  T& operator*() const { return *target_; }
  T* operator->() const { return target_; }

 private:
  T* target_;
};

/// What the tree's leaves are.
class Worker : public GenServer {
 public:
  struct Answer {
    std::uint64_t nonce = 0;
    Pid server;
  };
  /// Answered with the nonce: at once, later, by the handler or by a timer.
  struct Ask {
    std::uint64_t nonce;
    Duration wait;
    using Reply = Answer;
  };
  struct AskLater {
    std::uint64_t nonce;
    Duration wait;
    using Reply = Answer;
  };
  /// Asks another worker in turn.
  struct Relay {
    std::uint64_t nonce;
    int to;
    Duration limit;
    using Reply = Answer;
  };
  struct Crash {};
  struct Finish {};
  struct Due {};

  Worker(Ref<World> world, int place);
  Task<void> init();
  Task<Answer> handle_call(Ask ask);
  void handle_call(const AskLater& ask, From<Answer> from);
  Task<Answer> handle_call(Relay relay);
  void handle_cast(const Crash&) { throw std::runtime_error("boom"); }
  void handle_cast(const Finish&);
  void handle_info(const Due&);
  void handle_info(const Exit&) {}
  void handle_info(const AnyMessage& any);
  Task<void> terminate(ExitReason reason);

 private:
  Ref<World> world_;
  int place_;
  std::vector<std::pair<std::uint64_t, From<Answer>>> owed_;
};

/// A supervisor that tells the world what it does.
class WatchedSupervisor : public Supervisor {
 public:
  WatchedSupervisor(Ref<World> world, int place, Supervisor::Spec spec);
  Task<void> init();
  Task<void> terminate(ExitReason reason);

 private:
  Ref<World> world_;
  int place_;
};

}  // namespace promises
