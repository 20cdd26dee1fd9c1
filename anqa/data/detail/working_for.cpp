#include "anqa/data/detail/working_for.hpp"

#include <utility>

namespace anqa::detail {
namespace {

thread_local Pid working_for{};

}  // namespace

WorkingFor::WorkingFor(Pid process) : before_(std::exchange(working_for, process)) {}
WorkingFor::~WorkingFor() { working_for = before_; }
Pid WorkingFor::process() { return working_for; }

}  // namespace anqa::detail
