#include "anqa/runtime/internal/progress.hpp"

namespace anqa::detail {
namespace {
thread_local Progress* reported = nullptr;
}

Progress* this_progress() { return reported; }
void set_this_progress(Progress* progress) { reported = progress; }

}  // namespace anqa::detail
