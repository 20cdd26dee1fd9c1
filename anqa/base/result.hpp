#pragma once

#include <expected>
#include <string>
#include <utility>

namespace anqa {

/// An expected failure in words: what was given, where, and what would have been right.
struct Error {
  std::string message;

  friend bool operator==(const Error&, const Error&) = default;
};

/// A value, or why there is none. For failures that a caller is to handle; a failure that nobody can
/// handle is an exception and crashes the process that it leaves.
template <class T, class E = Error>
using result = std::expected<T, E>;

/// `return fail("port 99999: must be 0 to 65535");` from any function that returns a `result`.
inline std::unexpected<Error> fail(std::string message) { return std::unexpected(Error{std::move(message)}); }

}  // namespace anqa
