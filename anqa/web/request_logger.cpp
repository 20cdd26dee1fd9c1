#include "anqa/web/request_logger.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include "anqa/term/json.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/detail/endpoint_plugs.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/route.hpp"

namespace anqa {
namespace {

/// "850 µs", "1.2 ms", "3.0 s".
std::string in_words(std::chrono::steady_clock::duration elapsed) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count();
  if (micros < 1000) return std::to_string(micros) + " µs";
  const auto [divisor, unit] = micros < 1'000'000 ? std::pair(1000, " ms") : std::pair(1'000'000, " s");
  const auto tenths = micros * 10 / divisor;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + unit;
}

bool is_among(const std::vector<std::string>& list, std::string_view key, bool whole) {
  return std::ranges::any_of(
      list, [&](const std::string& each) { return whole ? key == each : key.contains(each); });
}

/// `kept`: something around it is to be kept, whole.
Term filtered(const Term& value, const ParameterFilter& filter, bool kept) {
  static const Term hidden("[FILTERED]");
  // What is neither a map with text for keys nor a list, an upload for example, is one value.
  if (value.is_map() && (value.size() == 0 || value.entries().front().key.is_binary())) {
    std::vector<Term::Entry> entries;
    for (const auto& [key, item] : value.entries()) {
      const std::string_view name = key.as_binary().value_or("");
      const bool hides = !filter.keep && is_among(filter.filter, name, false);
      const bool keeps = kept || (filter.keep && is_among(*filter.keep, name, true));
      entries.push_back({key, hides ? hidden : filtered(item, filter, keeps)});
    }
    return Term::map(std::move(entries));
  }
  if (value.is_list()) {
    std::vector<Term> items;
    for (const Term& item : value.items()) items.push_back(filtered(item, filter, kept));
    return Term::list(std::move(items));
  }
  return filter.keep && !kept ? hidden : value;
}

LogLevel level_of(const Conn& conn) {
  const LogLevel usual = conn.endpoint().logging.level;
  return conn.route() == nullptr ? usual : detail::log_level_of(*conn.route(), usual);
}

}  // namespace

void detail::log_request(const Conn& done, TimePoint started) {
  const LogLevel level = level_of(done);
  if (!log_enabled(level)) return;
  std::string line(http::to_string(done.request().method));
  line += ' ';
  line += done.request_path();
  line += ' ';
  line += std::to_string(done.status());
  line += " in " + in_words(std::chrono::steady_clock::now() - started);
  if (!done.request_id().empty()) line.append(" request_id=").append(done.request_id());
  log(level, line);
}

Params ParameterFilter::operator()(const Params& params) const {
  return Params(filtered(params.term(), *this, false));
}

Conn request_logger(Conn conn) {
  return conn.register_before_send(
      [started = std::chrono::steady_clock::now()](const Conn& done) { detail::log_request(done, started); });
}

void detail::log_parameters(const Conn& conn) {
  const RequestLogging& logging = conn.endpoint().logging;
  if (!log_enabled(logging.parameters_level) || level_of(conn) == LogLevel::off) return;
  std::string line = "processing " + std::string(http::to_string(conn.method())) + " ";
  line += conn.request_path();
  line += " by " + detail::pattern_text(*conn.route()) + ", parameters ";
  line += inspect(logging.filter_parameters(conn.params()).term());
  log(logging.parameters_level, line);
}

}  // namespace anqa
