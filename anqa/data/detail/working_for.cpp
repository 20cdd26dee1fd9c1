#include "anqa/data/detail/working_for.hpp"

#include <chrono>
#include <utility>

namespace anqa::detail {
namespace {

thread_local Pid working_for{};
thread_local TimePoint asked_at{};

}  // namespace

WorkingFor::WorkingFor(Pid process, TimePoint asked)
    : process_before_(std::exchange(working_for, process)), asked_before_(std::exchange(asked_at, asked)) {}
WorkingFor::~WorkingFor() {
  working_for = process_before_;
  asked_at = asked_before_;
}
Pid WorkingFor::process() { return working_for; }
TimePoint WorkingFor::asked() {
  return asked_at == TimePoint{} ? std::chrono::steady_clock::now() : asked_at;
}

}  // namespace anqa::detail
