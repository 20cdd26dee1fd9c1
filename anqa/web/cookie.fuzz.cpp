#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "anqa/web/cookie.hpp"
#include "anqa/web/parsers.hpp"

/// Reads the input as a Cookie header, and writes it as a cookie: what can be written must be read again, and
/// must not become two headers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(anqa::find_cookie(text, "a"));
  static_cast<void>(anqa::detail::header_parameter(text, "name"));
  static_cast<void>(anqa::detail::media_type(text));
  const std::string_view name = text.substr(0, text.find('='));
  const std::string_view value =
      name.size() < text.size() ? text.substr(name.size() + 1) : std::string_view();
  try {
    const std::string written = anqa::write_cookie(name, value, {.path = {}, .http_only = false});
    if (written.find_first_of("\r\n") != std::string::npos) std::abort();
    if (anqa::find_cookie(written, name) != value) std::abort();
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
