#include "arena.hpp"

#include <stdexcept>

#include "anqa/otp/dynamic_supervisor.hpp"
#include "anqa/otp/registry.hpp"
#include "anqa/runtime/await.hpp"
#include "captive.hpp"

namespace soak {

using namespace anqa;
using namespace std::chrono_literals;

std::atomic<std::int64_t> objects_alive{0};

Victim::Victim(CountsRef counts) {
  ++objects_alive;
  ++counts->restarts;
  if (self().slot() % 2 == 0) trap_exit();
}

Victim::~Victim() noexcept(false) {
  --objects_alive;
  if (throws_at_the_end_) throw std::runtime_error("a destructor that throws");
}

Task<std::uint64_t> Victim::handle_call(SlowEcho echo) {
  co_await sleep_for(echo.wait);
  co_return echo.nonce;
}

void Victim::handle_call(const DeferredEcho& echo, From<std::uint64_t> from) {
  owed_.emplace_back(echo.nonce, std::move(from));
  send_after(*this, echo.wait, Due{});
}

void Victim::handle_cast(const Finish& finish) {
  switch (finish.how) {
    case End::exception:
      throw std::runtime_error("boom");
    case End::odd_exception:
      throw 42;
    case End::throwing_destructor:
      throws_at_the_end_ = true;
      stop();
      break;
    case End::stop:
      stop();
      break;
  }
}

void Victim::handle_info(const Due&) {
  if (owed_.empty()) return;
  auto [nonce, from] = std::move(owed_.front());
  owed_.erase(owed_.begin());
  from.reply(nonce);
}

Task<void> Victim::terminate(ExitReason) {
  // Some take their time, a few more than their supervisor waits: it kills them. Who has lost its supervisor
  // is killed by nobody and needs all of it.
  if (self().serial % 16 == 3) co_await sleep_for(20ms);
  if (self().serial % 64 == 5) co_await sleep_for(1s);
}

std::string victim_name(int number) { return "victim." + std::to_string(number); }

Supervisor::Spec arena(CountsRef counts) {
  // However often they crash: giving up is tried elsewhere.
  constexpr unsigned always = 1'000'000'000;
  Supervisor::Spec root{.max_restarts = always, .children = {}};
  root.children.push_back(child<Registry>({.name = "soak"}));
  root.children.push_back(
      child<DynamicSupervisor>(DynamicSupervisor::Options{.max_restarts = always}).named("dynamic"));
  int number = 0;
  for (Strategy strategy : {one_for_one, one_for_all, rest_for_one}) {
    Supervisor::Spec group{.strategy = strategy, .max_restarts = always, .children = {}};
    for (int i = 0; i < victims / 3; ++i, ++number) {
      group.children.push_back(child<Victim>(counts)
                                   .id(victim_name(number))
                                   .named(victim_name(number))
                                   .shutdown(i % 4 == 0 ? brutal_kill : Shutdown{50ms}));
    }
    root.children.push_back(
        child<Supervisor>(std::move(group)).id("group." + std::to_string(static_cast<int>(strategy))));
  }
  root.children.push_back(child<Supervisor>(prison()).id("prison"));
  return root;
}

}  // namespace soak
