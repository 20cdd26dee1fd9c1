#include "anqa/term/internal/json_error.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "anqa/term/detail/utf8.hpp"

namespace anqa::json::detail {
namespace {

struct Fault {
  std::size_t at;
  std::string what;
};

/// A JSON reader that builds nothing and stops at the first fault. Nesting is kept on the heap.
class Reader {
 public:
  Reader(std::string_view text, std::size_t max_depth) : text_(text), max_depth_(max_depth) {}

  std::optional<Fault> read() {
    bool want_value = true;
    while (!fault_) {
      space();
      if (want_value) {
        want_value = value();
      } else if (open_.empty()) {
        if (at_ < text_.size()) fail("the value ends here, but more text follows");
        break;
      } else {
        want_value = after_value();
      }
    }
    return fault_;
  }

 private:
  void fail(std::string what) {
    if (!fault_) fault_ = Fault{at_, std::move(what)};
  }
  void fail_expected(const std::string& what) {
    fail(at_ < text_.size() ? "expected " + what + ", found " + shown(text_[at_])
                            : "the text ends where " + what + " was expected");
  }
  static std::string shown(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) return std::string("'") + c + "'";
    static constexpr char hex[] = "0123456789abcdef";
    return std::string("byte 0x") + hex[byte >> 4] + hex[byte & 15];
  }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  /// Reads a scalar or an opening bracket; true when another value follows directly.
  bool value() {
    switch (peek()) {
      case '{':
        return open('}');
      case '[':
        return open(']');
      case '"':
        string();
        return false;
      case 't':
        word("true");
        return false;
      case 'f':
        word("false");
        return false;
      case 'n':
        word("null");
        return false;
      default:
        number();
        return false;
    }
  }

  bool open(char close) {
    const std::size_t start = at_++;
    space();
    if (at_ < text_.size() && text_[at_] == close) {
      ++at_;
      return false;
    }
    if (open_.size() >= max_depth_) {
      at_ = start;
      fail("nested deeper than " + std::to_string(max_depth_) + " levels");
      return false;
    }
    open_.push_back(close);
    if (close == '}') key();
    return true;
  }

  /// After a value inside a bracket: a comma (true: a value follows) or the closing bracket.
  bool after_value() {
    const char close = open_.back();
    if (peek() == ',') {
      ++at_;
      space();
      if (close == '}') key();
      return true;
    }
    if (peek() != close) return fail_expected(std::string("',' or '") + close + "'"), false;
    ++at_;
    open_.pop_back();
    return false;
  }

  void key() {
    if (peek() != '"') return fail_expected("a key in double quotes");
    string();
    space();
    if (peek() != ':') return fail_expected("':'");
    ++at_;
  }

  void word(std::string_view wanted) {
    if (text_.substr(at_, wanted.size()) != wanted) return fail_expected("a value");
    at_ += wanted.size();
  }

  void string() {
    const std::size_t start = at_++;
    while (!fault_) {
      if (at_ >= text_.size()) {
        at_ = start;
        return fail("the string that starts here is not closed");
      }
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '"') break;
      if (byte < 0x20) return fail("control character in a string: write it as an escape");
      if (byte == '\\') {
        escape();
      } else if (const std::size_t length = anqa::detail::utf8_length(text_.substr(at_)); length == 0) {
        return fail("not UTF-8");
      } else {
        at_ += length;
      }
    }
    ++at_;
  }

  void escape() {
    ++at_;
    if (peek() != 'u') {
      if (at_ >= text_.size() || std::string_view("\"\\/bfnrt").find(text_[at_]) == std::string_view::npos) {
        return fail("unknown escape in a string");
      }
      ++at_;
      return;
    }
    const unsigned first = four_digits();
    if (first < 0xd800 || first > 0xdfff || fault_) return;
    if (first > 0xdbff || text_.substr(at_, 2) != "\\u") return fail("half of a surrogate pair");
    ++at_;
    const unsigned second = four_digits();
    if (second < 0xdc00 || second > 0xdfff) fail("half of a surrogate pair");
  }

  unsigned four_digits() {
    ++at_;
    unsigned value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const std::size_t digit = std::string_view("0123456789abcdefABCDEF").find(peek());
      if (at_ >= text_.size() || digit == std::string_view::npos)
        return fail("\\u wants four hexadecimal digits"), 0U;
      value = value * 16 + static_cast<unsigned>(digit < 16 ? digit : digit - 6);
    }
    return value;
  }

  [[nodiscard]] bool digit() const { return peek() >= '0' && peek() <= '9'; }
  void digits() {
    if (!digit()) return fail_expected("a digit");
    while (digit()) ++at_;
  }

  void number() {
    const std::size_t start = at_;
    if (peek() == '-') ++at_;
    if (!digit()) return at_ == start ? fail_expected("a value") : fail_expected("a digit");
    if (peek() == '0') {
      ++at_;
      if (digit()) return fail("a number does not start with 0");
    } else {
      digits();
    }
    bool integer = true;
    if (peek() == '.') ++at_, digits(), integer = false;
    if (!fault_ && (peek() == 'e' || peek() == 'E')) {
      ++at_;
      integer = false;
      if (peek() == '+' || peek() == '-') ++at_;
      digits();
    }
    if (!fault_ && (!integer || at_ - start > 19)) last_large_ = Fault{start, "the number is out of range"};
  }

 public:
  /// The last number that may have been too large, for a text that is otherwise well formed.
  std::optional<Fault> last_large_;

 private:
  std::string_view text_;
  std::size_t max_depth_;
  std::size_t at_ = 0;
  std::vector<char> open_;
  std::optional<Fault> fault_;
};

}  // namespace

std::string explain(std::string_view text, std::size_t max_depth, std::string_view fallback) {
  Reader reader(text, max_depth);
  auto fault = reader.read();
  if (!fault) fault = reader.last_large_;
  if (!fault) return "JSON: " + std::string(fallback);
  const std::string_view before = text.substr(0, fault->at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto newline = before.rfind('\n');
  const auto column = 1 + before.size() - (newline == std::string_view::npos ? 0 : newline + 1);
  return "JSON, line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + fault->what;
}

}  // namespace anqa::json::detail
