#include "anqa/runtime/internal/this_thread.hpp"

namespace anqa::detail {

constinit thread_local ThisThread this_thread;

}  // namespace anqa::detail
