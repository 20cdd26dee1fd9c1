#include "anqa/web/plugs.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include "anqa/http/detail/plain_text.hpp"
#include "anqa/http/headers.hpp"
#include "anqa/runtime/log_metadata.hpp"
#include "anqa/runtime/process.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa {
namespace {

bool is_harmless_id(std::string_view id) {
  static constexpr auto harmless = http::detail::letters_digits_and("-_=.+/:@");
  return id.size() >= 20 && id.size() <= 200 && http::detail::count_in(harmless, id) == id.size();
}

/// 120 bits as base64url. They tell requests apart and are no secret, so that they need not be asked of the
/// system one by one: each thread has a generator, and starts it with a number that the system gave
/// (xoshiro256**, Blackman and Vigna 2018).
std::string new_id() {
  using State = std::array<std::uint64_t, 4>;
  thread_local State state = [] {
    State first{};
    const std::string bytes = random_bytes(sizeof first);
    std::memcpy(first.data(), bytes.data(), sizeof first);
    return first;
  }();
  const auto next = [] {
    State& s = state;
    const std::uint64_t result = std::rotl(s[1] * 5, 7) * 9;
    const std::uint64_t shifted = s[1] << 17U;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = std::rotl(s[3], 45);
    return result;
  };
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::size_t size = 20;
  std::string id(size, '\0');
  for (std::size_t half = 0; half < size; half += size / 2) {
    std::uint64_t bits = next();
    for (std::size_t i = 0; i < size / 2; ++i, bits >>= 6U) id[half + i] = digits[bits & 63U];
  }
  return id;
}

}  // namespace

Conn put_secure_browser_headers(Conn conn) { return PutSecureBrowserHeaders{}(std::move(conn)); }

Conn PutSecureBrowserHeaders::operator()(Conn conn) const {
  using Header = std::pair<std::string_view, std::string_view>;
  static constexpr std::array headers = {
      Header{"content-security-policy", "base-uri 'self'; frame-ancestors 'self';"},
      Header{"referrer-policy", "strict-origin-when-cross-origin"},
      Header{"x-content-type-options", "nosniff"},
      Header{"x-permitted-cross-domain-policies", "none"},
  };
  for (const auto& [name, value] : extra) {
    if (!name.empty()) conn.put_resp_header(name, value);
  }
  for (const auto& [name, value] : headers) {
    if (!conn.get_resp_header(name)) conn.put_resp_header(name, value);
  }
  return conn;
}

Conn request_id(Conn conn) { return RequestId{}(std::move(conn)); }

Conn RequestId::operator()(Conn conn) const {
  const std::string_view given = conn.get_req_header(http_header).value_or("");
  std::string& id = detail::ConnAccess::state(conn).request_id;
  id = is_harmless_id(given) ? std::string(given) : new_id();
  detail::ConnAccess::state(conn).response.headers.set(http_header, id);  // sound: see the line above
  if (!assign_as.empty()) conn.assign(assign_as, id);
  // Outside of a process there is nothing that could keep it.
  if (!logger_metadata_key.empty() && self()) logger::metadata({{logger_metadata_key, id}});
  return conn;
}

Conn method_override(Conn conn) {
  if (conn.method() != http::Method::post) return conn;
  const Params wanted = conn.body_params()["_method"];
  for (const auto method : {http::Method::put, http::Method::patch, http::Method::delete_}) {
    if (http::equal_ignoring_case(wanted.text().value_or(""), http::to_string(method))) {
      detail::ConnAccess::state(conn).method = method;
    }
  }
  return conn;
}

}  // namespace anqa
