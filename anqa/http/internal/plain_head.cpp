#include "anqa/http/internal/plain_head.hpp"

#include <charconv>

#include "anqa/http/detail/plain_text.hpp"
#include "anqa/http/internal/headers_builder.hpp"

namespace anqa::http::detail {
namespace {

// What may stand in a target and no grammar quarrels over.
constexpr auto target_characters = letters_digits_and("-._~!$&'()*+,;=:@/?%[]");
/// Fields that most requests have no more of.
constexpr std::size_t usual_fields = 16;

std::optional<Method> take_method(std::string_view& bytes) {
  for (const Method method : {Method::get, Method::post, Method::put, Method::delete_, Method::head,
                              Method::patch, Method::options}) {
    const std::string_view name = to_string(method);
    if (!bytes.starts_with(name) || bytes.size() == name.size() || bytes[name.size()] != ' ') continue;
    bytes.remove_prefix(name.size() + 1);
    return method;
  }
  return std::nullopt;
}

bool take(std::string_view& bytes, std::string_view expected) {
  if (!bytes.starts_with(expected)) return false;
  bytes.remove_prefix(expected.size());
  return true;
}

std::optional<std::uint64_t> decimal(std::string_view text) {
  constexpr std::size_t most_digits = 18;
  std::uint64_t number = 0;
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Looks at the fields that mean something to a server; false where there is one that is not plain.
struct FieldCheck {
  bool has_host = false;
  std::optional<std::uint64_t> content_length;

  bool accept(std::string_view name, std::string_view value) {
    switch (name.size()) {
      case 4:
        if (!equal_ignoring_case(name, "host")) return true;
        if (has_host || count_in(host_characters, value) != value.size()) return false;
        return has_host = true;
      case 6:
        return !equal_ignoring_case(name, "expect");
      case 7:
        return !equal_ignoring_case(name, "upgrade");
      case 10:
        return !equal_ignoring_case(name, "connection") || equal_ignoring_case(value, "keep-alive");
      case 14:
        if (!equal_ignoring_case(name, "content-length")) return true;
        if (content_length) return false;
        content_length = decimal(value);
        return content_length.has_value();
      case 16:
        return !equal_ignoring_case(name, "proxy-connection");
      case 17:
        return !equal_ignoring_case(name, "transfer-encoding");
      default:
        return true;
    }
  }
};

std::string_view trimmed(std::string_view value) {
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
  return value;
}

/// The fields and the empty line behind them; gives what they take, or nothing.
std::optional<std::size_t> take_fields(std::string_view block, const Limits& limits, Headers& headers,
                                       FieldCheck& check) {
  std::size_t at = 0;
  std::size_t count = 0;
  while (true) {
    const std::string_view rest = block.substr(at);
    if (rest.starts_with("\r\n")) return at + 2 <= limits.header_bytes ? std::optional(at + 2) : std::nullopt;
    const std::size_t name_size = count_in(token_characters, rest);
    if (name_size == 0 || name_size == rest.size() || rest[name_size] != ':') return std::nullopt;
    const std::string_view line = rest.substr(name_size + 1);
    const std::size_t line_size = count_printable(line);
    if (!line.substr(line_size).starts_with("\r\n") || ++count > limits.header_count) return std::nullopt;
    const std::string_view name = rest.substr(0, name_size);
    const std::string_view value = trimmed(line.substr(0, line_size));
    if (!check.accept(name, value)) return std::nullopt;
    HeadersBuilder::add_field(headers, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(name_size),
                              static_cast<std::uint32_t>(value.data() - block.data()),
                              static_cast<std::uint32_t>(value.size()));
    at += name_size + 1 + line_size + 2;
    if (at > limits.header_bytes) return std::nullopt;
  }
}

}  // namespace

std::optional<PlainHead> read_plain_head(std::string_view bytes, const Limits& limits, Request& request) {
  std::string_view rest = bytes;
  const auto method = take_method(rest);
  if (!method || rest.empty() || rest.front() != '/') return std::nullopt;
  const std::string_view target = rest.substr(0, count_in(target_characters, rest));
  rest.remove_prefix(target.size());
  if (target.size() > limits.target_bytes || !take(rest, " HTTP/1.1\r\n")) return std::nullopt;
  FieldCheck check;
  HeadersBuilder::start_block(request.headers, usual_fields);
  const auto fields = take_fields(rest, limits, request.headers, check);
  if (!fields || !check.has_host) {
    request.headers.clear();
    return std::nullopt;
  }
  HeadersBuilder::end_block(request.headers, rest.substr(0, *fields));
  request.method = *method;
  request.target = target;
  request.minor_version = 1;
  request.keep_alive = true;
  return PlainHead{.size = bytes.size() - rest.size() + *fields, .content_length = check.content_length};
}

}  // namespace anqa::http::detail
