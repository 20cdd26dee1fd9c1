#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/base/result.hpp"

namespace anqa::http::detail {

/// An absolute http or https URL, in its parts.
struct Url {
  bool secure = false;
  std::string host;  // "example.org", "127.0.0.1", "::1"
  std::uint16_t port = 80;
  std::string authority;  // as the Host header has it
  std::string target;     // path and query: what goes out

  /// What tells one server from another: "https://example.org:443".
  std::string origin() const;
};

/// Refuses what could not go out as it is, in words.
result<Url> parse_url(std::string_view text);

}  // namespace anqa::http::detail
