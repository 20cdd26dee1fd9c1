#include "anqa/web/check_origin.hpp"

#include <algorithm>
#include <stdexcept>

#include "anqa/http/request.hpp"

namespace anqa {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// `pattern` may begin with "*.", which stands for one label or more.
bool host_matches(std::string_view host, std::string_view pattern) {
  if (!pattern.starts_with("*.")) return host == pattern;
  const std::string_view suffix = pattern.substr(1);
  return host.size() > suffix.size() && host.ends_with(suffix);
}

bool matches(const Origin& origin, const Origin& allowed) {
  if (!host_matches(origin.host, allowed.host)) return false;
  if (!allowed.scheme.empty() && origin.scheme != allowed.scheme) return false;
  if (allowed.scheme.empty() && allowed.port.empty()) return true;
  return origin.effective_port() == allowed.effective_port();
}

std::string text_of(const Origin& origin) {
  std::string out = origin.scheme.empty() ? "//" : origin.scheme + "://";
  out += origin.host;
  if (!origin.port.empty()) out += ":" + origin.port;
  return out;
}

}  // namespace

Origin Origin::parse(std::string_view text) {
  Origin origin;
  const auto mark = text.find("//");
  if (mark != std::string_view::npos) {
    std::string_view scheme = text.substr(0, mark);
    if (scheme.ends_with(':')) scheme.remove_suffix(1);
    origin.scheme = lower(scheme);
    text.remove_prefix(mark + 2);
  }
  text = text.substr(0, text.find('/'));
  const auto colon = text.rfind(':');
  const auto bracket = text.rfind(']');  // of an IPv6 address
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    origin.port = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  origin.host = lower(text);
  return origin;
}

std::string_view Origin::effective_port() const {
  if (!port.empty()) return port;
  if (scheme == "https" || scheme == "wss") return "443";
  return scheme == "http" || scheme == "ws" ? "80" : "";
}

CheckOrigin::CheckOrigin(std::initializer_list<std::string_view> allowed) : kind_(Kind::list) {
  for (const std::string_view each : allowed) add(each);
}

CheckOrigin::CheckOrigin(const std::vector<std::string>& allowed) : kind_(Kind::list) {
  for (const std::string& each : allowed) add(each);
}

CheckOrigin CheckOrigin::conn() {
  CheckOrigin check;
  check.kind_ = Kind::conn;
  return check;
}

void CheckOrigin::add(std::string_view allowed) {
  Origin origin = Origin::parse(allowed);
  const auto star = origin.host.rfind('*');
  if (allowed.find("//") == std::string_view::npos || origin.host.empty() ||
      (star != std::string::npos &&
       !(star == 0 && origin.host.starts_with("*.") && origin.host.size() > 2)) ||
      !std::all_of(origin.port.begin(), origin.port.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    throw std::invalid_argument("check_origin: \"" + std::string(allowed) +
                                "\" is no origin; expected \"https://shop.example\", "
                                "\"//shop.example:4000\" or \"//*.shop.example\"");
  }
  list_.push_back(std::move(origin));
}

bool CheckOrigin::allows(std::string_view text, std::string_view host, const http::Request& request) const {
  if (kind_ == Kind::any) return true;
  const Origin origin = Origin::parse(text);
  if (origin.host.empty() || text == "null") return false;  // a sandboxed page or a file
  switch (kind_) {
    case Kind::host:
      return origin.host == lower(host);
    case Kind::list:
      return std::any_of(list_.begin(), list_.end(),
                         [&](const Origin& allowed) { return matches(origin, allowed); });
    case Kind::conn:
      return matches(origin, Origin::parse(request.scheme + "://" + std::string(request.host())));
    case Kind::function:
      return function_ != nullptr && function_(origin);
    case Kind::any:
      break;
  }
  return true;
}

std::string CheckOrigin::to_string() const {
  switch (kind_) {
    case Kind::any:
      return "false";
    case Kind::host:
      return "true";
    case Kind::conn:
      return "CheckOrigin::conn()";
    case Kind::function:
      return "a function";
    case Kind::list:
      break;
  }
  std::string out = "{";
  for (const Origin& origin : list_) out += (out.size() > 1 ? ", \"" : "\"") + text_of(origin) + '"';
  return out + "}";
}

}  // namespace anqa
