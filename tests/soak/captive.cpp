#include "captive.hpp"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "anqa/cell/cell.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "arena.hpp"

namespace soak {

using namespace anqa;
using namespace std::chrono_literals;

namespace {

void suffer_from(Fault fault) {
  switch (fault) {
    case Fault::segv: {
      volatile std::uintptr_t nowhere = 64;
      *reinterpret_cast<volatile int*>(nowhere) = 1;
      return;
    }
    case Fault::abort:
      std::abort();
    case Fault::endless_loop:
      for (volatile unsigned i = 0;; i = i + 1) {
      }
    case Fault::eat_memory: {
      std::vector<std::vector<char>> eaten;
      for (;;) eaten.emplace_back(1 << 20, 'x');
    }
    case Fault::exit:
      ::_exit(3);
    case Fault::exception:
      throw std::runtime_error("boom");
  }
}

Task<void> waits_in_the_cell() { co_await receive<int>(); }

}  // namespace

Task<std::uint64_t> Captive::handle_call(Relay relay) {
  auto answer = co_await try_call(Server<Victim>(relay.victim), Victim::Echo{relay.nonce}, 5s);
  co_return answer.value_or(0);
}

void Captive::handle_call(const NeverAnswer&, From<std::uint64_t> from) { kept_.push_back(std::move(from)); }

std::uint64_t Captive::handle_call(const SufferInstead& suffer) {
  suffer_from(suffer.fault);
  return 0;
}

Pid Captive::handle_call(const StartHelper&) { return spawn(&waits_in_the_cell); }

int Captive::handle_call(const SystemProcess&) { return ::getpid(); }

void Captive::handle_cast(const Suffer& suffer) { suffer_from(suffer.fault); }

void Captive::handle_cast(const Watch& watch) { monitor(watch.pid); }

ChildSpec captive() { return child<Captive>().in_cell({.memory = 32_MiB, .cpu = 50ms}); }

std::string captive_name(int number) { return "captive." + std::to_string(number); }

Supervisor::Spec prison() {
  constexpr unsigned always = 1'000'000'000;
  Supervisor::Spec both{.max_restarts = always, .children = {}};
  int number = 0;
  for (Strategy strategy : {one_for_one, one_for_all}) {
    Supervisor::Spec group{.strategy = strategy, .max_restarts = always, .children = {}};
    for (int i = 0; i < captives / 2; ++i, ++number) {
      group.children.push_back(captive()
                                   .id(captive_name(number))
                                   .named(captive_name(number))
                                   .shutdown(i % 2 == 0 ? brutal_kill : Shutdown{5s}));
    }
    const std::string name = strategy == one_for_one ? "prison.one_for_one" : "prison.one_for_all";
    both.children.push_back(child<Supervisor>(std::move(group)).id(name).named(name));
  }
  return both;
}

}  // namespace soak
