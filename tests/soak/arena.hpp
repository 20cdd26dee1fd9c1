#pragma once

#include <cstdint>
#include <vector>

#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/supervisor.hpp"
#include "counts.hpp"

namespace soak {

/// A pointer that may go among a child's arguments: the counts outlive every process.
struct CountsRef {
  Counts* counts;
  Counts* operator->() const { return counts; }
};

/// What agents torment: answers, waits, crashes, defers, does not end.
class Victim : public anqa::GenServer {
 public:
  struct Echo {
    std::uint64_t nonce;
    using Reply = std::uint64_t;
  };
  struct SlowEcho {
    std::uint64_t nonce;
    anqa::Duration wait;
    using Reply = std::uint64_t;
  };
  struct DeferredEcho {
    std::uint64_t nonce;
    anqa::Duration wait;
    using Reply = std::uint64_t;
  };
  enum class End : std::uint8_t { exception, odd_exception, stop, throwing_destructor };
  struct Finish {
    End how;
  };
  struct Due {};
  struct Load {
    std::vector<std::uint64_t> data;
  };

  explicit Victim(CountsRef counts);
  ~Victim() noexcept(false) override;

  std::uint64_t handle_call(const Echo& echo) { return echo.nonce; }
  anqa::Task<std::uint64_t> handle_call(SlowEcho echo);
  void handle_call(const DeferredEcho& echo, anqa::From<std::uint64_t> from);
  void handle_cast(const Finish& finish);
  void handle_cast(const Load& load) { load_ += load.data.size(); }
  void handle_info(const Due&);
  anqa::Task<void> terminate(anqa::ExitReason reason);

 private:
  bool throws_at_the_end_ = false;
  std::uint64_t load_ = 0;
  std::vector<std::pair<std::uint64_t, anqa::From<std::uint64_t>>> owed_;
};

inline constexpr int victims = 24;
std::string victim_name(int number);

/// Three supervisors of victims under one, with a registry, a dynamic supervisor and two of captives in
/// cells.
anqa::Supervisor::Spec arena(CountsRef counts);

}  // namespace soak
