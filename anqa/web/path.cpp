#include "anqa/web/path.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "anqa/base/encoding.hpp"

namespace anqa::detail {
namespace {

/// In the place of a glob each segment is encoded by itself, so that the slashes between them stay.
void append_segments(std::string& out, std::string_view text) {
  while (true) {
    const auto slash = text.find('/');
    out += percent_encode(text.substr(0, slash));
    if (slash == std::string_view::npos) return;
    out += '/';
    text.remove_prefix(slash + 1);
  }
}

[[noreturn]] void refuse(std::string_view format, std::string_view segment) {
  throw std::invalid_argument("path(\"" + std::string(format) + "\"): a segment would become \"" +
                              std::string(segment) + "\", which names another path");
}

/// Checks what became of each segment that an argument is in.
void check_segments(std::string_view format, std::string_view built) {
  std::size_t begin = 0;
  while (begin < built.size()) {
    auto end = built.find('/', begin + 1);
    if (end == std::string_view::npos) end = built.size();
    const auto segment = built.substr(begin + 1, end - begin - 1);
    if (segment == "." || segment == "..") refuse(format, segment);
    if (segment.empty() && !(end == built.size() && without_query(format).ends_with('/')))
      refuse(format, segment);
    begin = end;
  }
}

}  // namespace

void PathArgument::set(std::int64_t number) {
  const auto [end, error] = std::to_chars(digits_, digits_ + sizeof(digits_), number);
  text_ = {digits_, static_cast<std::size_t>(end - digits_)};
}

void PathArgument::set(std::uint64_t number) {
  const auto [end, error] = std::to_chars(digits_, digits_ + sizeof(digits_), number);
  text_ = {digits_, static_cast<std::size_t>(end - digits_)};
}

void PathArgument::set(double number) {
  const auto [end, error] = std::to_chars(digits_, digits_ + sizeof(digits_), number);
  text_ = {digits_, static_cast<std::size_t>(end - digits_)};
}

namespace {

/// Params as a query; where there are none, the '?' or '&' before them goes, too.
void append_query(std::string& out, const Params& params) {
  const std::string query = params.encode();
  if (query.empty()) {
    out.pop_back();
  } else {
    out += query;
  }
}

}  // namespace

std::string build_path(std::string_view format, std::size_t glob_at,
                       std::initializer_list<PathArgument> arguments) {
  std::string out;
  out.reserve(format.size() + 16 * arguments.size());
  const PathArgument* argument = arguments.begin();
  const std::size_t path_size = without_query(format).size();
  const std::size_t fragment = std::min(format.find('#'), format.size());
  std::size_t slashes = 0;
  std::size_t built_path_size = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (i == path_size) built_path_size = out.size();
    if (format[i] != '{') {
      if (i < path_size && format[i] == '/') ++slashes;
      // After a whole query that came out empty the next pair begins the query.
      if (format[i] == '&' && i > path_size && i < fragment &&
          out.find('?', built_path_size) == std::string::npos) {
        out += '?';
      } else {
        out += format[i];
      }
      continue;
    }
    if (i < path_size && argument->text().empty()) refuse(format, "");
    if (argument->params() != nullptr) {
      append_query(out, *argument->params());
    } else if (i > fragment) {
      out += percent_encode(argument->text());
    } else if (i > path_size) {
      out += form_encode(argument->text());
    } else if (slashes > glob_at) {
      append_segments(out, argument->text());
    } else {
      out += percent_encode(argument->text());
    }
    ++argument;
    ++i;  // the closing brace
  }
  if (path_size == format.size()) built_path_size = out.size();
  if (arguments.size() > 0) check_segments(format, std::string_view(out).substr(0, built_path_size));
  return out;
}

}  // namespace anqa::detail
