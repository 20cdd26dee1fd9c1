#pragma once

namespace anqa::detail {
/// Has the calling process handle system messages only, or all again.
void set_suspended(bool on);
}  // namespace anqa::detail
