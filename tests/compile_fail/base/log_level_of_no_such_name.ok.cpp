#define ANQA_LOG_LEVEL warning
#include "anqa/base/log.hpp"

static_assert(anqa::detail::log_purged_below == anqa::LogLevel::warning);

void report() { anqa::log_info("is not compiled in"); }
