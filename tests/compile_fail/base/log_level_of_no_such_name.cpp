// expect: no member named 'loud' in 'anqa::LogLevel'
#define ANQA_LOG_LEVEL loud
#include "anqa/base/log.hpp"
