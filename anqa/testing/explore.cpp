#include "anqa/testing/explore.hpp"

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "anqa/base/log.hpp"

namespace anqa::testing {
namespace {

/// Attempts to make a failure smaller, and the steps that they may take in all: each is a whole run.
constexpr int max_attempts = 300;
constexpr std::uint64_t max_steps = 3'000'000;

struct Failure {
  std::string text;
  std::uint64_t faults = 0;
  std::uint64_t steps = 0;
};

std::optional<Failure> run(std::uint64_t seed, const std::function<void(Simulation&)>& scenario,
                           const Simulation::Options& options) {
  Simulation simulation(seed, options);
  try {
    scenario(simulation);
  } catch (const SimulationFailure& failure) {
    return Failure{failure.what(), simulation.fault_count(), simulation.steps()};
  }
  return std::nullopt;
}

/// The faults of ANQA_FAULTS: numbers with commas, or "none".
std::optional<std::vector<std::uint64_t>> wanted_faults() {
  const char* text = std::getenv("ANQA_FAULTS");
  if (!text) return std::nullopt;
  std::vector<std::uint64_t> numbers;
  for (const char* at = text; *at;) {
    char* end = nullptr;
    const std::uint64_t number = std::strtoull(at, &end, 10);
    if (end == at) break;
    numbers.push_back(number);
    at = *end == ',' ? end + 1 : end;
  }
  return numbers;
}

/// Leaves out faults, many at a time first, as long as it still fails (Zeller's ddmin, complements only).
Failure make_smaller(std::uint64_t seed, const std::function<void(Simulation&)>& scenario,
                     Simulation::Options options, Failure failure) {
  std::vector<std::uint64_t> faults;
  for (std::uint64_t number = 0; number < failure.faults; ++number) faults.push_back(number);
  options.select_faults = true;
  int attempts = 0;
  const std::uint64_t affordable = max_steps / (failure.steps + 1);
  const int most = affordable < max_attempts ? static_cast<int>(affordable) : max_attempts;
  for (std::size_t size = faults.size(); size > 0; size /= 2) {
    for (std::size_t first = 0; first < faults.size() && attempts < most;) {
      const auto begin = faults.begin() + static_cast<std::ptrdiff_t>(first);
      const auto end = faults.begin() + static_cast<std::ptrdiff_t>(std::min(first + size, faults.size()));
      options.only_faults.assign(faults.begin(), begin);
      options.only_faults.insert(options.only_faults.end(), end, faults.end());
      ++attempts;
      if (auto smaller = run(seed, scenario, options)) {
        failure = std::move(*smaller);
        faults = options.only_faults;
      } else {
        first += size;
      }
    }
  }
  return failure;
}

}  // namespace

void explore(Seeds seeds, const std::function<void(Simulation&)>& scenario, Simulation::Options options) {
  if (auto only = wanted_faults()) {
    options.select_faults = true;
    options.only_faults = std::move(*only);
  }
  for (std::uint64_t seed = seeds.first; seed < seeds.first + seeds.count; ++seed) {
    SCOPED_TRACE(::testing::Message() << "replay with ANQA_SEED=" << seed);
    auto failure = run(seed, scenario, options);
    if (failure && !options.select_faults)
      failure = make_smaller(seed, scenario, options, std::move(*failure));
    if (failure) ADD_FAILURE() << failure->text;
    if (::testing::Test::HasFailure()) return;
  }
}

void explore(std::uint64_t count, const std::function<void(Simulation&)>& scenario,
             Simulation::Options options) {
  Seeds wanted = seeds();
  if (!std::getenv("ANQA_SEED") && !std::getenv("ANQA_SEEDS")) wanted.count = count;
  explore(wanted, scenario, std::move(options));
}

}  // namespace anqa::testing
