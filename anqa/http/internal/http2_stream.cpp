#include "anqa/http/internal/http2_stream.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace anqa::http::detail {
namespace {

std::optional<Method> method_of(std::string_view name) {
  for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                              Method::delete_, Method::options}) {
    if (to_string(method) == name) return method;
  }
  return std::nullopt;
}

bool is_host(std::string_view text) {
  constexpr std::string_view others = "-._~%!$&'()*+,;=:[]";
  for (const char c : text) {
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter_or_digit && others.find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

}  // namespace

void Http2Stream::refuse(int status, std::string why) {
  if (!is_refused()) refusal = {status, std::move(why)};
}

void Http2Stream::add_header(std::string_view name, std::string_view value, const Limits& limits) {
  if (is_refused()) return;
  header_bytes_ += name.size() + value.size() + 4;
  if (name.starts_with(':')) return add_pseudo_header(name, value, limits);
  if (header_bytes_ > limits.header_bytes) {
    return refuse(431, "the header section is too long; the limit is " + std::to_string(limits.header_bytes) +
                           " bytes");
  }
  if (request.headers.size() >= limits.header_count) {
    return refuse(431, "there are too many header fields; the limit is " +
                           std::to_string(limits.header_count) + " fields");
  }
  if (name == "cookie") {
    // Clients cut it into crumbs (RFC 9113 §8.2.3).
    if (!cookies_.empty()) cookies_ += "; ";
    cookies_ += value;
    return;
  }
  if (name == "expect") {
    if (!equal_ignoring_case(value, "100-continue"))
      return refuse(417, "the only expectation that is understood is 100-continue");
    expects_continue = true;
  }
  request.headers.add(name, value);
}

void Http2Stream::add_pseudo_header(std::string_view name, std::string_view value, const Limits& limits) {
  if (name == ":method") {
    if (const auto method = method_of(value)) {
      request.method = *method;
    } else {
      refuse(501, "this method is not served; known are GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS");
    }
  } else if (name == ":path") {
    if (value.size() > limits.target_bytes) {
      return refuse(414, "the request target is too long; the limit is " +
                             std::to_string(limits.target_bytes) + " bytes");
    }
    request.target = value;
  } else if (name == ":authority") {
    authority_ = value;
  }
}

void Http2Stream::finish_headers(const Limits& limits) {
  Headers& headers = request.headers;
  if (!cookies_.empty()) headers.add("cookie", std::exchange(cookies_, {}));
  const auto host = headers.get("host");
  if (headers.count("host") > 1) return refuse(400, "there is more than one Host header field");
  if (host && !authority_.empty() && !equal_ignoring_case(*host, authority_))
    return refuse(400, "Host is another than :authority");
  if (!host) headers.add("host", authority_);
  if (!is_host(headers.get_or("host", "")))
    return refuse(400, ":authority must be a host name or address, and a port");
  const std::string& target = request.target;
  if (target.find('#') != std::string::npos)
    return refuse(400, "the request target must not have a fragment (#)");
  if (!target.starts_with('/') && !(target == "*" && request.method == Method::options))
    return refuse(400, "the request target must be a path that begins with /");
  if (const auto length = headers.get("content-length")) {
    std::from_chars(length->data(), length->data() + length->size(), known_length);
    if (known_length > limits.body_bytes) {
      return refuse(
          413, "the request body is too large; the limit is " + std::to_string(limits.body_bytes) + " bytes");
    }
  }
}

std::size_t Http2Stream::take(char* buffer, std::size_t size) {
  std::size_t taken = 0;
  while (taken < size && !out.empty()) {
    const std::string_view front = out.front();
    const std::size_t part = std::min(front.size(), size - taken);
    std::memcpy(buffer + taken, front.data(), part);
    out.consume(part);
    taken += part;
  }
  return taken;
}

}  // namespace anqa::http::detail
