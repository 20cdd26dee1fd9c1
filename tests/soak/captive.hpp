#pragma once

#include <cstdint>
#include <string>

#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/pid.hpp"

namespace soak {

/// What can be wrong with C++ code, or with C code that it calls.
enum class Fault : std::uint8_t { segv, abort, endless_loop, eat_memory, exit, exception };
inline constexpr int faults = 6;

/// What runs in a cell and goes wrong there.
class Captive : public anqa::GenServer {
 public:
  struct Echo {
    using Reply = std::uint64_t;
    std::uint64_t nonce = 0;
  };
  /// Asks a server of the application; 0 when that does not answer.
  struct Relay {
    using Reply = std::uint64_t;
    std::string victim;
    std::uint64_t nonce = 0;
  };
  /// Keeps the question until the cell ends.
  struct NeverAnswer {
    using Reply = std::uint64_t;
    std::uint64_t nonce = 0;
  };
  struct Suffer {
    Fault fault = Fault::segv;
  };
  struct SufferInstead {
    using Reply = std::uint64_t;
    Fault fault = Fault::segv;
    std::uint64_t nonce = 0;
  };
  /// A process of the cell beside the server.
  struct StartHelper {
    using Reply = anqa::Pid;
  };
  /// Monitors a process of the application, and does not care for the answer.
  struct Watch {
    anqa::Pid pid;
  };
  struct SystemProcess {
    using Reply = int;
  };

  std::uint64_t handle_call(const Echo& echo) { return echo.nonce; }
  anqa::Task<std::uint64_t> handle_call(Relay relay);
  void handle_call(const NeverAnswer&, anqa::From<std::uint64_t> from);
  std::uint64_t handle_call(const SufferInstead& suffer);
  anqa::Pid handle_call(const StartHelper&);
  int handle_call(const SystemProcess&);
  void handle_cast(const Suffer& suffer);
  void handle_cast(const Watch& watch);
  void handle_info(const anqa::Down&) {}

 private:
  std::vector<anqa::From<std::uint64_t>> kept_;
};

/// A captive with limits that it reaches soon.
anqa::ChildSpec captive();

inline constexpr int captives = 4;
std::string captive_name(int number);
/// Two supervisors of captives, with different strategies.
anqa::Supervisor::Spec prison();

}  // namespace soak
