#include "anqa/runtime/internal/watching.hpp"

namespace anqa::detail {

void before_handler(ProcessCore&) {}
void after_watched_handler(ProcessCore&) {}

}  // namespace anqa::detail
