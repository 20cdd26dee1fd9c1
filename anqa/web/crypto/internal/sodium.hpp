#pragma once

namespace anqa::detail {

/// Initialises libsodium once. Throws std::runtime_error if it cannot be.
void need_sodium();

}  // namespace anqa::detail
