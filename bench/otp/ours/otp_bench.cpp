// Our side of the group `otp`: `otp_bench ROW [--threads N] [--count N]` prints `ROW figure`.
#include <memory>

#include "anqa/base/log.hpp"
#include "rows.hpp"

namespace {

constexpr bench::Row<anqa::System> rows[] = {
    {"memory", &bench::memory, 100'000},       {"spawn", &bench::spawn, 1'000'000},
    {"ping_pong", &bench::ping_pong, 500'000}, {"fan_in", &bench::fan_in, 2'000'000},
    {"call_1", &bench::call_1, 500'000},       {"call_64", &bench::call_64, 500'000},
    {"call_1000", &bench::call_1000, 500'000}, {"restart", &bench::restart, 10'000},
    {"restart_few", &bench::restart_few, 500}, {"registry", &bench::registry, 1'000'000},
    {"timers", &bench::timers, 1'000'000},     {"task", &bench::task, 100'000},
};

}  // namespace

int main(int argc, char** argv) {
  const bench::Arguments arguments(argc, argv);
  const auto& row = arguments.choose(rows);
  anqa::set_log_level(anqa::LogLevel::off);
  anqa::System system(std::make_unique<anqa::ThreadedScheduler>(
      anqa::ThreadedScheduler::Options{.threads = static_cast<unsigned>(arguments.threads)}));
  arguments.run(row, system);
}
