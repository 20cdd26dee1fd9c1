#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "anqa/http/limits.hpp"

namespace anqa::http::detail {

/// Finds the end of a request's head in bytes that arrive in any pieces, and refuses what parsers are known
/// to read differently from each other (request smuggling): a CR without LF, an LF without CR, a folded field
/// (RFC 9112 §5.2), and heads beyond the limits. It stands in front of the real parser, and looks at line
/// ends only.
class HeadScanner {
 public:
  enum class Result : std::uint8_t {
    more,
    end_of_head,
    bare_cr,
    bare_lf,
    folded,
    line_too_long,
    head_too_long
  };

  struct Step {
    Result result;
    /// How many bytes of the input are sound: on an error those before the offending one, at the end of the
    /// head those up to and including its empty line.
    std::size_t size;
  };

  explicit HeadScanner(const Limits& limits) : limits_(&limits) {}
  Step scan(std::string_view bytes);

 private:
  enum class State : std::uint8_t { line, after_cr, line_start, empty_line_cr };

  // The longest method, the spaces and the version of a request line, beside its target.
  static constexpr std::size_t request_line_rest = 32;

  const Limits* limits_;
  State state_ = State::line;
  bool in_request_line_ = true;
  std::size_t line_bytes_ = 0;  // of the request line
  std::size_t head_bytes_ = 0;  // of the lines after it
};

}  // namespace anqa::http::detail
