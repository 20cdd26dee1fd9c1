#pragma once

#include <cstdint>
#include <string_view>

namespace anqa::http {

/// The request methods of RFC 9110 §9.3 and PATCH (RFC 5789). The server answers any other with 501.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, trace, connect };

/// The method as it stands on the wire: "GET", "DELETE".
constexpr std::string_view to_string(Method method) {
  constexpr std::string_view names[] = {"GET",    "HEAD",    "POST",  "PUT",    "PATCH",
                                        "DELETE", "OPTIONS", "TRACE", "CONNECT"};
  return names[static_cast<std::size_t>(method)];
}

/// Whether the method promises to change nothing (RFC 9110 §9.2.1): CSRF protection lets these pass.
constexpr bool is_safe(Method method) {
  return method == Method::get || method == Method::head || method == Method::options ||
         method == Method::trace;
}

}  // namespace anqa::http
