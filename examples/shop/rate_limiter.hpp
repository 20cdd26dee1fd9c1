#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <unordered_map>

#include "anqa/base/clock.hpp"
#include "anqa/otp/gen_server.hpp"

namespace shop {

/// Lets each key do something `limit` times in a sliding window. Forgets everything when it crashes, which is
/// fine: it protects the shop, it keeps no books.
class RateLimiter : public anqa::GenServer {
 public:
  struct Options {
    std::size_t limit = 5;
    std::chrono::seconds window{60};
  };

  /// Counts one more attempt of the key; false when that is one too many.
  struct Check {
    std::string key;
    using Reply = bool;
  };
  /// Forgets a key.
  struct Reset {
    std::string key;
  };
  /// Makes it fail, to show what its supervisor does then; ignored for a moment after a start.
  struct Crash {};
  /// From its timer: forgets the keys whose attempts are all past the window.
  struct Sweep {};

  explicit RateLimiter(Options options);

  bool handle_call(const Check& check);
  void handle_cast(const Reset& reset);
  void handle_cast(const Crash&);
  void handle_info(const Sweep&);

 private:
  using Attempts = std::deque<anqa::TimePoint>;
  void forget_old(Attempts& attempts, anqa::TimePoint now) const;

  static constexpr std::chrono::milliseconds crash_pause{100};

  Options options_;
  anqa::TimePoint started_;
  std::unordered_map<std::string, Attempts> attempts_;
};

/// The one of the supervision tree, found by its name also after a restart.
inline const anqa::Server<RateLimiter>& rate_limiter() {
  static const anqa::Server<RateLimiter> server{"shop.rate_limiter"};
  return server;
}

}  // namespace shop
