#include "anqa/runtime/detail/seeded_engine.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/internal/timer_wheel.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::detail {
namespace {

// No test should mistake it for the real clock.
constexpr TimePoint beginning{std::chrono::hours(1)};
constexpr std::int64_t million = 1'000'000;

}  // namespace

class SeededEngine::Member {
 public:
  explicit Member(System& its_system, TimePoint now) : system(&its_system), shared_base(now) {}

  System* system;
  bool left = false;
  std::optional<TimePoint> asleep_until;
  std::vector<ProcessCore*> asleep;  // what became runnable meanwhile

  // Its clock: `local_base` when the engine's showed `shared_base`, and `rate` millionths of its speed.
  TimePoint shared_base;
  TimePoint local_base = beginning;
  std::int64_t rate = million;
  TimerWheel wheel{beginning};

  TimePoint local(TimePoint shared) const {
    if (rate == million) return local_base + (shared - shared_base);
    const auto passed = static_cast<__int128>((shared - shared_base).count()) * rate / million;
    return local_base + Duration(static_cast<std::int64_t>(passed));
  }
  /// The first moment at which local() is not before `when`.
  TimePoint shared(TimePoint when) const {
    if (rate == million) return shared_base + (when - local_base);
    const auto passed = (static_cast<__int128>((when - local_base).count()) * million + rate - 1) / rate;
    return shared_base + Duration(static_cast<std::int64_t>(passed));
  }
};

struct SeededEngine::State {
  explicit State(std::uint64_t given) : seed(given), generator(given) {}

  struct Runnable {
    ProcessCore* core;
    Member* member;
  };
  struct Job {
    std::unique_ptr<BlockingJob> job;
    Member* member;
  };

  std::uint64_t seed;
  std::uint64_t steps = 0;
  std::mt19937_64 generator;
  std::uint64_t haste = 0;  // of 2^64
  TimePoint now = beginning;
  std::vector<std::unique_ptr<Member>> members;
  std::vector<Runnable> runnable;
  std::vector<Job> jobs;
  std::vector<EventSource*> sources;
  std::vector<EventSource*> due;  // of this step; kept to save its memory
  StepObserver* observer = nullptr;

  template <class T>
  static T take(std::vector<T>& from, std::size_t index) {
    T taken = std::move(from[index]);
    if (index + 1 != from.size()) from[index] = std::move(from.back());
    from.pop_back();
    return taken;
  }

  void observe() {
    if (observer) observer->after_step();
  }

  /// Runs one thing that can happen now; false when there is none.
  bool run_one() {
    due.clear();
    for (EventSource* source : sources) {
      auto next = source->next_event();
      if (next && *next <= now) due.push_back(source);
    }
    const std::size_t choices = runnable.size() + jobs.size() + due.size();
    if (choices == 0) return false;
    ++steps;
    const std::size_t chosen = generator() % choices;
    if (chosen < runnable.size()) {
      auto [core, member] = take(runnable, chosen);
      System::Scope scope(*member->system);
      if (observer) observer->before_step(*member->system, *core);
      if (run_slice(*core, 1) == SliceResult::more) wake(*member, *core);
    } else if (chosen < runnable.size() + jobs.size()) {
      Job job = take(jobs, chosen - runnable.size());
      System::Scope scope(*job.member->system);
      job.job->run();
      job.job.reset();
    } else {
      due[chosen - runnable.size() - jobs.size()]->happen();
    }
    observe();
    return true;
  }

  void wake(Member& member, ProcessCore& core) {
    if (member.asleep_until) {
      member.asleep.push_back(&core);
    } else {
      runnable.push_back({&core, &member});
    }
  }

  std::optional<TimePoint> next_deadline() {
    std::optional<TimePoint> next;
    auto consider = [&next](std::optional<TimePoint> when) {
      if (when && (!next || *when < *next)) next = when;
    };
    for (auto& member : members) {
      if (member->left) continue;
      if (member->asleep_until) {
        consider(member->asleep_until);
      } else if (auto deadline = member->wheel.next_deadline()) {
        consider(member->shared(*deadline));
      }
    }
    for (EventSource* source : sources) consider(source->next_event());
    return next;
  }

  /// Moves the clock, and fires the timers that are due then.
  void move_to(TimePoint when) {
    now = std::max(now, when);
    for (std::size_t i = 0; i < members.size(); ++i) {
      Member& member = *members[i];
      if (member.left) continue;
      if (member.asleep_until) {
        if (*member.asleep_until > now) continue;
        member.asleep_until.reset();
        for (ProcessCore* core : std::exchange(member.asleep, {})) runnable.push_back({core, &member});
      }
      System::Scope scope(*member.system);
      member.wheel.advance(member.local(now));
    }
  }

  bool step() {
    const bool hasten = haste != 0 && generator() < haste;
    if (!hasten && run_one()) return true;
    auto deadline = next_deadline();
    if (!deadline) return hasten && run_one();
    move_to(*deadline);
    observe();
    return true;
  }
};

SeededEngine::SeededEngine(std::uint64_t seed) : state_(std::make_unique<State>(seed)) {}
SeededEngine::~SeededEngine() = default;

std::uint64_t SeededEngine::seed() const { return state_->seed; }
std::uint64_t SeededEngine::steps() const { return state_->steps; }
std::uint64_t SeededEngine::random() { return state_->generator(); }
TimePoint SeededEngine::now() const { return state_->now; }
bool SeededEngine::step() { return state_->step(); }

void SeededEngine::run_until_idle() {
  while (state_->run_one()) {
  }
}

void SeededEngine::advance(Duration duration) {
  const TimePoint target = state_->now + duration;
  for (;;) {
    const bool hasten = state_->haste != 0 && state_->generator() < state_->haste;
    if (!hasten && state_->run_one()) continue;
    auto deadline = state_->next_deadline();
    if (deadline && *deadline <= target) {
      state_->move_to(*deadline);
      state_->observe();
    } else if (!state_->run_one()) {
      break;
    }
  }
  state_->move_to(target);
  run_until_idle();
}

void SeededEngine::set_haste(double probability) {
  state_->haste = static_cast<std::uint64_t>(std::clamp(probability, 0.0, 0.999) * 0x1p64);
}

void SeededEngine::add_source(EventSource& source) { state_->sources.push_back(&source); }
void SeededEngine::remove_source(EventSource& source) { std::erase(state_->sources, &source); }
void SeededEngine::set_observer(StepObserver* observer) { state_->observer = observer; }

SeededEngine::Member& SeededEngine::join(System& system) {
  return *state_->members.emplace_back(std::make_unique<Member>(system, state_->now));
}

void SeededEngine::stop(Member& member) {
  forget(member);
  member.left = true;
}

void SeededEngine::leave(Member& member) {
  stop(member);
  std::erase_if(state_->members, [&](const auto& each) { return each.get() == &member; });
}

void SeededEngine::forget(Member& member) {
  std::erase_if(state_->runnable, [&](const State::Runnable& each) { return each.member == &member; });
  std::vector<State::Job> dropped;
  std::erase_if(state_->jobs, [&](State::Job& each) {
    if (each.member != &member) return false;
    dropped.push_back(std::move(each));
    return true;
  });
  member.asleep.clear();
  member.asleep_until.reset();
}

void SeededEngine::pause(Member& member, Duration duration) {
  const TimePoint until = state_->now + duration;
  member.asleep_until = std::max(until, member.asleep_until.value_or(until));
  std::erase_if(state_->runnable, [&](const State::Runnable& each) {
    if (each.member != &member) return false;
    member.asleep.push_back(each.core);
    return true;
  });
}

void SeededEngine::set_drift(Member& member, std::int64_t parts_per_million) {
  const TimePoint local = member.local(state_->now);
  member.shared_base = state_->now;
  member.local_base = local;
  member.rate = million + std::clamp(parts_per_million, 1 - million, million);
}

void SeededEngine::schedule(Member& member, ProcessCore& core) {
  if (!member.left) state_->wake(member, core);
}

void SeededEngine::add_job(Member& member, std::unique_ptr<BlockingJob> job) {
  if (!member.left) state_->jobs.push_back({std::move(job), &member});
}

TimePoint SeededEngine::now(const Member& member) const { return member.local(state_->now); }

TimerHandle SeededEngine::start_timer(Member& member, TimePoint deadline, Pid to, std::uint64_t ref,
                                      Envelope* envelope) {
  return member.wheel.start(deadline, to, ref, envelope);
}

}  // namespace anqa::detail
