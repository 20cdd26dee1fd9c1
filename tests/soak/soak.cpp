// The soak: see CMakeLists.txt and ./run. Rounds of chaos, each in the same System, with everything stopped
// and counted after each.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <thread>

#include "agents.hpp"
#include "anqa/base/log.hpp"
#include "anqa/cell/cell.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/runtime/threaded_scheduler.hpp"
#include "leftovers.hpp"
#include "tormentor.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SOAK_UNDER_SANITIZER 1
#endif
#endif

namespace {

using namespace anqa;
using namespace soak;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Options {
  long seconds = 60;
  long round = 10;
  unsigned threads = 0;
  std::uint64_t seed = 0;
};

[[noreturn]] void usage(const char* wrong) {
  std::fprintf(stderr, "anqa_soak: %s\nusage: anqa_soak [--seconds N] [--round N] [--threads N] [--seed N]\n",
               wrong);
  std::exit(2);
}

Options parse(int argc, char** argv) {
  Options options;
  options.seed = std::random_device{}();
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 == argc) usage("the last option has no value");
    const std::string_view name = argv[i];
    const long value = std::strtol(argv[i + 1], nullptr, 10);
    if (value < 0) usage("values are not negative");
    if (name == "--seconds")
      options.seconds = value;
    else if (name == "--round")
      options.round = value;
    else if (name == "--threads")
      options.threads = static_cast<unsigned>(value);
    else if (name == "--seed")
      options.seed = static_cast<std::uint64_t>(value);
    else
      usage("unknown option");
  }
  return options;
}

/// In KiB.
long resident() {
  std::ifstream statm("/proc/self/statm");
  long total = 0;
  long pages = 0;
  statm >> total >> pages;
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

int failures = 0;
void must_be_zero(std::uint64_t value, const char* what) {
  if (value == 0) return;
  std::fprintf(stderr, "FAILED: %llu %s\n", static_cast<unsigned long long>(value), what);
  ++failures;
}

/// Waits outside of the system until `holds`; false when that takes too long.
template <class F>
bool wait_until(F holds, std::chrono::seconds limit = 5min) {
  const auto deadline = Clock::now() + limit;
  while (!holds()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

/// Everything that a stopped round leaves behind is named.
void report_left(System& system, Counts& counts) {
  must_be_zero(counts.agents.load(), "agents hang");
  for (Pid pid : system.processes()) std::fprintf(stderr, "  left: %s\n", pid.to_string().c_str());
  must_be_zero(system.processes().size(), "processes are left");
}

Task<void> tell_when_started(CountsRef counts, Pid root) {
  // Answered after its init(): when all its children run.
  auto children = co_await try_call(Server<Supervisor>(root), Supervisor::WhichChildren{}, 2min);
  counts->started = children.has_value();
}

/// What the machine must have back once all has stopped: the cells, and then who makes them is killed.
bool cells_are_gone() {
  set_ready_cells(0);
  const bool no_cell = wait_until([] { return cells().empty(); }, 1min);
  must_be_zero(cells().size(), "processes of the machine are left of cells");
  for (pid_t zygote : zygotes()) kill_child(zygote);
  const bool no_child = wait_until([] { return cells().empty() && child_processes().empty(); }, 1min);
  must_be_zero(child_processes().size(), "processes of the machine were not waited for");
  return no_cell && no_child;
}

/// A worker thread makes these three when it first has a socket, and keeps them.
bool belongs_to_a_worker(const std::string& descriptor) {
  return descriptor.ends_with("[eventpoll]") || descriptor.ends_with("[eventfd]") ||
         descriptor.ends_with("[timerfd]");
}

/// All that was opened since `before` must be closed.
void check_descriptors(const std::vector<std::string>& before, unsigned workers) {
  std::vector<std::string> now;
  const bool closed = wait_until(
      [&] {
        now = open_descriptors();
        const auto of_workers = std::ranges::count_if(now, &belongs_to_a_worker) -
                                std::ranges::count_if(before, &belongs_to_a_worker);
        return of_workers <= 3 * static_cast<long>(workers) &&
               static_cast<long>(now.size()) - of_workers <= static_cast<long>(before.size());
      },
      20s);
  if (closed) return;
  for (const std::string& open : before) std::fprintf(stderr, "  open before: %s\n", open.c_str());
  for (const std::string& open : now) std::fprintf(stderr, "  open now: %s\n", open.c_str());
  must_be_zero(now.size(), "descriptors are open, more than at the start");
}

bool run_round(System& system, Counts& counts, std::mt19937_64& random, std::chrono::seconds length) {
  constexpr int agents = 16;
  constexpr int tormentors = 2;
  counts.stop = false;
  counts.started = false;
  set_ready_cells(2);
  Pid root;
  {
    System::Scope scope(system);
    root = child<Supervisor>(arena({&counts})).starter().start({}, {});
    spawn(&tell_when_started, CountsRef{&counts}, root);
    const bool started = wait_until([&] { return counts.started.load(); });
    must_be_zero(started ? 0 : 1, "trees did not start");
    if (!started) return false;
    for (int i = 0; i < agents; ++i) spawn(&agent, CountsRef{&counts}, random());
    for (int i = 0; i < tormentors; ++i) spawn(&tormentor, CountsRef{&counts}, random());
  }
  std::this_thread::sleep_for(length);
  counts.stop = true;
  bool ended = wait_until([&] { return counts.agents == 0; });
  {
    System::Scope scope(system);
    exit(root, ExitReason::shutdown);
  }
  // What was killed with a slow terminate() under way is gone as well; nothing waits for ever.
  ended = wait_until([&] { return system.processes().empty(); }) && ended;
  if (!ended) report_left(system, counts);
  return cells_are_gone() && ended;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  std::printf("anqa_soak --seconds %ld --round %ld --threads %u --seed %llu\n", options.seconds,
              options.round, options.threads, static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  set_log_level(LogLevel::off);  // crashes by the thousand
  adopt_orphans();
  std::mt19937_64 random(options.seed);
  Counts counts;
  System system(std::make_unique<ThreadedScheduler>(ThreadedScheduler::Options{.threads = options.threads}));
  const auto end = Clock::now() + std::chrono::seconds(options.seconds);
  long first_resident = 0;
  long last_resident = 0;
  int rounds = 0;
  const unsigned workers = options.threads != 0 ? options.threads : std::thread::hardware_concurrency();
  const std::vector<std::string> first_descriptors = open_descriptors();
  while (Clock::now() < end && failures == 0) {
    if (!run_round(system, counts, random, std::chrono::seconds(options.round))) break;
    malloc_trim(0);
    last_resident = resident();
    // The pools keep what the busiest moment took: the first quarter is for getting to it.
    ++rounds;
    check_descriptors(first_descriptors, workers);
    if (Clock::now() < end - std::chrono::seconds(options.seconds * 3 / 4)) first_resident = last_resident;
    if (first_resident == 0) first_resident = last_resident;
    std::printf(
        "round %d: %llu actions, %llu spawned, %llu calls (%llu failed), %llu monitors, %llu starts, "
        "%llu faults in cells, %llu calls to cells (%llu failed), %zu descriptors, %ld KiB\n",
        rounds, static_cast<unsigned long long>(counts.actions.load()),
        static_cast<unsigned long long>(counts.spawned.load()),
        static_cast<unsigned long long>(counts.calls.load()),
        static_cast<unsigned long long>(counts.calls_failed.load()),
        static_cast<unsigned long long>(counts.monitors.load()),
        static_cast<unsigned long long>(counts.restarts.load()),
        static_cast<unsigned long long>(counts.cell_faults.load()),
        static_cast<unsigned long long>(counts.cell_calls.load()),
        static_cast<unsigned long long>(counts.cell_calls_failed.load()), open_descriptors().size(),
        last_resident);
    std::fflush(stdout);
    must_be_zero(static_cast<std::uint64_t>(objects_alive.load()), "servers were not destroyed");
  }
  must_be_zero(counts.monitors_unanswered, "monitors were not answered");
  must_be_zero(counts.monitors - counts.downs, "monitors without their Down");
  must_be_zero(counts.cell_calls_unanswered, "calls to cells ended with neither an answer nor a reason");
  must_be_zero(counts.wrong_answers, "answers to another question");
  must_be_zero(counts.keys_of_the_dead, "keys of dead processes in the registry");
  must_be_zero(counts.agents_that_crashed, "actions of agents threw");
#ifndef SOAK_UNDER_SANITIZER
  // The pools may grow a little with a busier moment, not with time.
  const long bound = first_resident + first_resident / 4 + 16 * 1024;
  if (last_resident > bound) {
    std::fprintf(stderr, "FAILED: memory grew from %ld to %ld KiB\n", first_resident, last_resident);
    ++failures;
  }
#endif
  std::printf(failures == 0 ? "all is well\n" : "FAILED; the seed was %llu\n",
              static_cast<unsigned long long>(options.seed));
  return failures == 0 ? 0 : 1;
}
