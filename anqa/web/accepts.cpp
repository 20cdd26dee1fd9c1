#include "anqa/web/accepts.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "anqa/http/headers.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// One of the comma-separated ranges of an Accept header.
struct MediaRange {
  std::string_view type;
  int quality = 1000;  ///< thousandths
};

/// "0.85" as 850; what is no number is 1000, as if nothing stood there.
int quality_of(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.')) return 1000;
  int value = text[0] == '1' ? 1000 : 0;
  int unit = 100;
  for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (digit < '0' || digit > '9') return 1000;
    value += unit * (digit - '0');
    unit /= 10;
  }
  return std::min(value, 1000);
}

MediaRange range_of(std::string_view item) {
  const auto semicolon = item.find(';');
  MediaRange range{.type = trim(item.substr(0, semicolon))};
  std::string_view parameters = semicolon == std::string_view::npos ? "" : item.substr(semicolon + 1);
  while (!parameters.empty()) {
    const auto end = parameters.find(';');
    const auto parameter = trim(parameters.substr(0, end));
    parameters = end == std::string_view::npos ? std::string_view() : parameters.substr(end + 1);
    if (parameter.starts_with("q=") || parameter.starts_with("Q="))
      range.quality = quality_of(trim(parameter.substr(2)));
  }
  return range;
}

/// How closely a range means a type: 3 by name, 2 as "text/*", 1 as "*/*", 0 not at all.
int closeness(std::string_view range, std::string_view type) {
  if (http::equal_ignoring_case(range, type)) return 3;
  if (range == "*/*" || range == "*") return 1;
  const auto slash = type.find('/');
  const bool same_kind = range.ends_with("/*") && range.size() == slash + 2 &&
                         http::equal_ignoring_case(range.substr(0, slash), type.substr(0, slash));
  return same_kind ? 2 : 0;
}

/// How much a header likes a type, in thousandths, by the range that means it most closely. The place of that
/// range decides between equals.
std::pair<int, std::size_t> liking(std::string_view accept_header, std::string_view type) {
  int best = 0;
  int quality = 0;
  std::size_t place = 0;
  for (std::size_t at = 0; !accept_header.empty(); ++at) {
    const auto comma = accept_header.find(',');
    const MediaRange range = range_of(accept_header.substr(0, comma));
    accept_header = comma == std::string_view::npos ? std::string_view() : accept_header.substr(comma + 1);
    const int close = closeness(range.type, type);
    if (close <= best) continue;
    best = close;
    quality = range.quality;
    place = at;
  }
  return {quality, place};
}

constexpr std::array formats_known = {
    std::pair<std::string_view, std::string_view>{"atom", "application/atom+xml"},
    std::pair<std::string_view, std::string_view>{"css", "text/css"},
    std::pair<std::string_view, std::string_view>{"csv", "text/csv"},
    std::pair<std::string_view, std::string_view>{"html", "text/html"},
    std::pair<std::string_view, std::string_view>{"js", "text/javascript"},
    std::pair<std::string_view, std::string_view>{"json", "application/json"},
    std::pair<std::string_view, std::string_view>{"rss", "application/rss+xml"},
    std::pair<std::string_view, std::string_view>{"text", "text/plain"},
    std::pair<std::string_view, std::string_view>{"xml", "application/xml"},
};

Conn require_accepted(Conn conn, std::string_view format) {
  Accepts accepts;
  accepts.formats[0] = format;
  return accepts(std::move(conn));
}

}  // namespace

std::string_view type_of_format(std::string_view format) {
  for (const auto& [name, type] : formats_known) {
    if (name == format) return type;
  }
  return format;
}

bool accepts(std::string_view accept_header, std::string_view type) {
  return trim(accept_header).empty() || liking(accept_header, type).first > 0;
}

std::optional<std::string_view> negotiate(std::string_view accept_header,
                                          std::span<const std::string_view> formats) {
  if (formats.empty()) return std::nullopt;
  if (trim(accept_header).empty()) return formats.front();
  std::optional<std::string_view> found;
  std::pair<int, std::size_t> best;
  for (const std::string_view format : formats) {
    const auto liked = liking(accept_header, type_of_format(format));
    if (liked.first == 0) continue;
    if (found && (liked.first < best.first || (liked.first == best.first && liked.second >= best.second)))
      continue;
    found = format;
    best = liked;
  }
  return found;
}

Conn Accepts::operator()(Conn conn) const {
  const auto end = std::ranges::find(formats, std::string_view());
  const std::span<const std::string_view> mine(formats.begin(), end);
  const Params wanted = conn.query_params()["_format"];
  std::optional<std::string_view> format;
  if (const auto text = wanted.text()) {
    const auto named = std::ranges::find(mine, *text);
    if (named != mine.end()) format = *named;
  } else {
    format = negotiate(conn.get_req_header("accept").value_or(""), mine);
  }
  if (!format) {
    std::string names;
    for (const std::string_view each : mine) {
      if (!names.empty()) names += ", ";
      names += type_of_format(each);
    }
    throw HttpError(406, "this is given as " + names + " only, which the request does not accept");
  }
  return conn.put_private("phoenix_format", std::string(*format));
}

Conn accepts_html(Conn conn) { return require_accepted(std::move(conn), "html"); }
Conn accepts_json(Conn conn) { return require_accepted(std::move(conn), "json"); }

}  // namespace anqa
