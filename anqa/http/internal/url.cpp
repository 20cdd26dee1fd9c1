#include "anqa/http/internal/url.hpp"

#include <algorithm>
#include <charconv>

namespace anqa::http::detail {
namespace {

std::unexpected<Error> wrong(std::string_view url, std::string_view why) {
  return fail("the URL \"" + std::string(url.substr(0, 200)) + "\" " + std::string(why));
}

}  // namespace

std::string Url::origin() const {
  return (secure ? "https://" : "http://") + host + ":" + std::to_string(port);
}

result<Url> parse_url(std::string_view text) {
  const std::string_view given = text;
  // What breaks lines would end the request's head and begin another.
  if (std::ranges::any_of(text, [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }))
    return wrong(given, "has a space or a character that must be percent-encoded");
  Url url;
  if (text.starts_with("https://")) {
    url.secure = true;
    url.port = 443;
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return wrong(given, "must begin with http:// or https://");
  }
  text = text.substr(0, text.find('#'));
  const std::size_t path = std::min(text.find_first_of("/?"), text.size());
  const std::string_view authority = text.substr(0, path);
  url.target = text.substr(path);
  if (!url.target.starts_with('/')) url.target.insert(url.target.begin(), '/');
  if (authority.find('@') != std::string_view::npos)
    return wrong(given, "must not name a user; send an Authorization header");
  url.authority = authority;

  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return wrong(given, "has a [ without its ]");
    url.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
    if (!port.empty() && !port.starts_with(':')) return wrong(given, "has something behind its ]");
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    url.host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  if (url.host.empty()) return wrong(given, "names no host");
  if (!port.empty()) {
    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size() || url.port == 0)
      return wrong(given, "has a port that is no number from 1 to 65535");
  }
  return url;
}

}  // namespace anqa::http::detail
