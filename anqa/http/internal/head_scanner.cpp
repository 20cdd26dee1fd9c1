#include "anqa/http/internal/head_scanner.hpp"

#include <algorithm>

namespace anqa::http::detail {

HeadScanner::Step HeadScanner::scan(std::string_view bytes) {
  std::size_t position = 0;
  while (position < bytes.size()) {
    const std::size_t used = in_request_line_ ? line_bytes_ : head_bytes_;
    const std::size_t allowed =
        in_request_line_ ? limits_->target_bytes + request_line_rest : limits_->header_bytes;
    if (used >= allowed) {
      return {in_request_line_ ? Result::line_too_long : Result::head_too_long, position};
    }

    std::size_t taken = 1;
    const char byte = bytes[position];
    switch (state_) {
      case State::line_start:
        if (byte == ' ' || byte == '\t') return {Result::folded, position};
        if (byte == '\r') {
          state_ = State::empty_line_cr;
          break;
        }
        state_ = State::line;
        [[fallthrough]];
      case State::line: {
        const std::size_t room = std::min(bytes.size() - position, allowed - used);
        const std::string_view rest = bytes.substr(position, room);
        const std::size_t end = rest.find('\r');
        if (const std::size_t lf = rest.substr(0, end).find('\n'); lf != std::string_view::npos) {
          return {Result::bare_lf, position + lf};
        }
        taken = end == std::string_view::npos ? room : end + 1;
        if (end != std::string_view::npos) state_ = State::after_cr;
        break;
      }
      case State::after_cr:
        if (byte != '\n') return {Result::bare_cr, position};
        state_ = State::line_start;
        break;
      case State::empty_line_cr:
        if (byte != '\n') return {Result::bare_cr, position};
        return {Result::end_of_head, position + 1};
    }

    (in_request_line_ ? line_bytes_ : head_bytes_) += taken;
    if (state_ == State::line_start) in_request_line_ = false;
    position += taken;
  }
  return {Result::more, bytes.size()};
}

}  // namespace anqa::http::detail
