#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "anqa/base/result.hpp"
#include "anqa/term/term.hpp"

/// Erlang's External Term Format: what `term_to_binary` writes, what the distribution protocol carries and
/// what Phoenix keeps in its tokens. Format: erlang.org, "External Term Format" (erl_ext_dist).
namespace anqa::etf {

struct Options {
  /// Lists, tuples and maps inside each other.
  std::size_t max_depth = 256;
  /// Bytes of a compressed term (tag 80) after inflating; what the peer declares beyond it is refused unread.
  std::size_t max_inflated = std::size_t{16} << 20;
};

/// Reads one term with its leading version byte 131; nothing may follow it. Meant for bytes from anyone: a
/// declared length is checked against the bytes that are there before memory is taken, nesting is bounded,
/// and functions, which would be code, are refused.
result<Term> decode(std::string_view bytes, Options options = {});

/// Reads one term without the version byte from the front of `bytes` and removes what it read.
result<Term> decode_next(std::string_view& bytes, Options options = {});

/// Appends the term with its version byte 131, as `term_to_binary` of OTP 26 and later does (atoms as UTF-8,
/// maps in key order). Throws std::length_error for an atom of more than 255 characters.
void encode(const Term& term, std::string& out);
std::string encode(const Term& term);

/// Appends the term without the version byte.
void encode_next(const Term& term, std::string& out);

}  // namespace anqa::etf
