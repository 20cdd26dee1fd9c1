#pragma once

#include <utility>

namespace anqa {

/// A value that no log, crash report or tool shows: a password, a key, a token. Whoever needs it says so:
/// `connect(options.password.reveal())`.
template <class T>
class Secret {
 public:
  Secret() = default;
  explicit Secret(T value) : value_(std::move(value)) {}

  const T& reveal() const { return value_; }

  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  T value_{};
};

}  // namespace anqa
