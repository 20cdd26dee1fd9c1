#pragma once

#include <string_view>

#include "anqa/runtime/process.hpp"

namespace anqa {

namespace detail {
/// The one copy of a name, kept for ever: a Server holds its address.
const std::string* intern(std::string_view name);
}  // namespace detail

/// The address of a server of class T: a pid, or a registered name that is looked up at each use, so that it
/// finds the server again after its supervisor restarted it. Cheap to copy, may be sent in messages.
template <class T>
class Server {
 public:
  Server() = default;
  explicit Server(Pid pid) : pid_(pid) {}
  /// By name: `Server<RateLimiter> limiter{"rate_limiter"};`
  explicit Server(std::string_view name) : name_(detail::intern(name)) {}

  /// A default-made Pid when no process has that name now.
  Pid pid() const { return name_ ? whereis(*name_) : pid_; }

 private:
  Pid pid_;
  const std::string* name_ = nullptr;
};

/// Inside a server: its own typed address, `self(*this)`.
template <class T>
Server<T> self(const T&) {
  return Server<T>(self());
}

}  // namespace anqa
