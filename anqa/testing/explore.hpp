#pragma once

#include <cstdint>
#include <functional>

#include "anqa/testing/process_test.hpp"
#include "anqa/testing/simulation.hpp"

namespace anqa::testing {

/// Runs `scenario` under each seed, in a simulation of its own. One that fails is tried again with fewer of
/// its faults, and the test fails with the smallest set that still does it: `ANQA_SEED=… ANQA_FAULTS=3,8
/// ctest -R …` replays that. What EXPECT_… says fails the test, too, but is not made smaller.
void explore(Seeds seeds, const std::function<void(Simulation&)>& scenario, Simulation::Options options = {});

/// The same under seeds(): ANQA_SEED, ANQA_SEEDS, or `count` seeds from 1.
void explore(std::uint64_t count, const std::function<void(Simulation&)>& scenario,
             Simulation::Options options = {});

}  // namespace anqa::testing
