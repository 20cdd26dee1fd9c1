#pragma once

#include "anqa/otp/supervisor.hpp"
#include "rate_limiter.hpp"
#include "settings.hpp"

namespace shop {

/// What runs while the shop is open. `limits` may be tightened by tests.
anqa::Supervisor::Spec tree(const Settings& settings, RateLimiter::Options limits = {});

}  // namespace shop
