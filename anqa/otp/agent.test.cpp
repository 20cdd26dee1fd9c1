#include "anqa/otp/agent.hpp"

#include <map>
#include <memory>
#include <stdexcept>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/async.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/otp/sys.hpp"
#include "anqa/runtime/callers.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using namespace std::chrono_literals;

namespace {

using Scores = std::map<std::string, int>;

Scores first_scores(int of_anna) { return {{"anna", of_anna}}; }
int score_of(const Scores& scores, const std::string& name) {
  auto found = scores.find(name);
  return found == scores.end() ? 0 : found->second;
}

/// A function object whose fields can be looked into.
struct AddTo {
  std::string name;
  int points;
  void operator()(Scores& scores) const { scores[name] += points; }
};

}  // namespace

PROCESS_TEST(Agent, KeepsAValue) {
  auto count = start_link<Agent<int>>(5);
  co_await update(count, [](int& number, int by) { number += by; }, 2);
  EXPECT_EQ(co_await get(count, [](const int& number) { return number; }), 7);
  EXPECT_EQ(co_await get_and_update(count, [](int& number) { return number++; }), 7);
  cast(count, [](int& number) { number *= 10; });
  EXPECT_EQ(co_await get(count, 1s, [](const int& number) { return number; }), 80);
}

PROCESS_TEST(Agent, StartsWithWhatAFunctionMakes) {
  auto scores = start_link<Agent<Scores>>(&first_scores, 3);
  EXPECT_EQ(co_await get(scores, &score_of, std::string("anna")), 3);
  co_await update(scores, AddTo{"anna", 4});
  EXPECT_EQ(co_await get(scores, &score_of, std::string("anna")), 7);
}

PROCESS_TEST(Agent, HoldsWhatCannotBeCopied) {
  auto box = start_link<Agent<std::unique_ptr<int>>>(std::make_unique<int>(3));
  co_await update(
      box, [](std::unique_ptr<int>& kept, std::unique_ptr<int> given) { kept = std::move(given); },
      std::make_unique<int>(4));
  EXPECT_EQ(co_await get(box, [](const std::unique_ptr<int>& kept) { return *kept; }), 4);
}

PROCESS_TEST(Agent, UpdatesOfManyProcessesAreOneAfterTheOther) {
  auto count = start_link<Agent<int>>(0);
  std::vector<Async<void>> tasks;
  for (int i = 0; i < 10; ++i) {
    tasks.push_back(async(
        [](Server<Agent<int>> agent) -> Task<void> {
          for (int k = 0; k < 10; ++k) co_await update(agent, [](int& number) { ++number; });
        },
        count));
  }
  for (auto& task : tasks) co_await await(task);
  EXPECT_EQ(co_await get(count, [](const int& number) { return number; }), 100);
}

PROCESS_TEST(Agent, AFunctionThatThrowsEndsIt) {
  LogCapture log;
  auto count = start<Agent<int>>(0);
  std::string what;
  try {
    co_await update(count, [](int&) { throw std::runtime_error("boom"); });
  } catch (const CallError& error) {
    what = error.reason().to_string();
  }
  EXPECT_EQ(what, "crash: std::runtime_error: boom");
  EXPECT_FALSE(is_alive(count.pid()));
}

PROCESS_TEST(Agent, IsSupervised) {
  LogCapture log;
  trap_exit();
  auto top = start_link<Supervisor>({.children = {child<Agent<int>>(1).named("count")}});
  Server<Agent<int>> count{"count"};
  co_await sleep_for(1ms);
  co_await update(count, [](int& number) { number = 9; });
  exit(count.pid(), ExitReason::kill);
  co_await sleep_for(1ms);
  EXPECT_EQ(co_await get(count, [](const int& number) { return number; }), 1);
  exit(top.pid(), ExitReason::shutdown);
  co_await down(top.pid());
}

PROCESS_TEST(Agent, KnowsWhoStartedIt) {
  auto count = start_link<Agent<int>>(1);
  EXPECT_EQ(co_await get(count, [](const int&) { return callers(); }), std::vector<Pid>{self()});
}

PROCESS_TEST(Agent, StopsAndIsLookedInto) {
  auto scores = start_link<Agent<Scores>>(&first_scores, 3);
  EXPECT_EQ((co_await get_state(scores)).at("anna"), 3);
  co_await stop(scores);
  EXPECT_FALSE(is_alive(scores.pid()));
}
