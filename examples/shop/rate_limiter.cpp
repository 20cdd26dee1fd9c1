#include "rate_limiter.hpp"

#include <stdexcept>

#include "anqa/runtime/system.hpp"

namespace shop {
namespace {

anqa::TimePoint now() { return anqa::System::current().scheduler().now(); }

}  // namespace

RateLimiter::RateLimiter(Options options) : options_(options), started_(now()) {
  send_after(*this, options_.window, Sweep{});
}

bool RateLimiter::handle_call(const Check& check) {
  auto& attempts = attempts_[check.key];
  forget_old(attempts, now());
  if (attempts.size() >= options_.limit) return false;
  attempts.push_back(now());
  return true;
}

void RateLimiter::handle_cast(const Reset& reset) { attempts_.erase(reset.key); }

void RateLimiter::handle_cast(const Crash&) {
  // Whoever holds the button down must not wear out its supervisor, and then the shop.
  if (now() - started_ < crash_pause) return;
  throw std::runtime_error("crashed on request");
}

void RateLimiter::handle_info(const Sweep&) {
  for (auto it = attempts_.begin(); it != attempts_.end();) {
    forget_old(it->second, now());
    it = it->second.empty() ? attempts_.erase(it) : std::next(it);
  }
  send_after(*this, options_.window, Sweep{});
}

void RateLimiter::forget_old(Attempts& attempts, anqa::TimePoint at) const {
  while (!attempts.empty() && attempts.front() + options_.window <= at) attempts.pop_front();
}

}  // namespace shop
