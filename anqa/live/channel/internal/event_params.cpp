#include "anqa/live/channel/internal/event_params.hpp"

#include <stdexcept>

namespace anqa::detail {
namespace {

/// "user[address][city]" as its keys; "undefined" stays one.
Term target_path(std::string_view name) {
  std::vector<Term> keys;
  const std::size_t open = name.find('[');
  keys.emplace_back(name.substr(0, open));
  while (open != std::string_view::npos) {
    const std::size_t begin = name.find('[');
    if (begin == std::string_view::npos) break;
    const std::size_t end = name.find(']', begin);
    if (end == std::string_view::npos) break;
    if (end > begin + 1) keys.emplace_back(name.substr(begin + 1, end - begin - 1));
    name.remove_prefix(end + 1);
  }
  return Term::list(std::move(keys));
}

}  // namespace

Params event_params(const Params& payload) {
  const Params value = payload["value"];
  const auto text = value.text();
  if (payload.get("type") != "form" || !text) return value;
  auto decoded = Params::decode(*text);
  if (!decoded) throw std::invalid_argument(decoded.error().message);
  Params params = decoded->merged(payload["meta"]);
  if (const auto target = params.get("_target")) params.set("_target", target_path(*target));
  return params;
}

}  // namespace anqa::detail
