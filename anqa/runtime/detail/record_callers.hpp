#pragma once

namespace anqa::detail {

/// From now on the calling process is recorded as the caller of whatever it starts, and of what that starts
/// in turn, as if it were a task: for a test, on whose behalf all of that runs.
void record_callers();

}  // namespace anqa::detail
