#pragma once

/// anqa::Messages, anqa::AnyMessage and anqa::send(), for live views and components that get messages by
/// send(); for broadcasts subscribe.hpp has them, too.
#include "anqa/otp/detail/behaviour.hpp"  // IWYU pragma: export
