#include "anqa/live/channel/internal/event_params.hpp"

#include <stdexcept>

namespace anqa::detail {
namespace {

/// "user[address][city]" as its keys; a name without brackets, such as "undefined", is one.
Term target_path(std::string_view name) {
  const std::size_t open = name.find('[');
  if (open == 0 || open == std::string_view::npos || !name.ends_with(']')) return Term::list({name});
  std::vector<Term> keys{name.substr(0, open)};
  name = name.substr(open + 1, name.size() - open - 2);
  while (true) {
    const std::size_t end = name.find("][");
    if (const auto key = name.substr(0, end); !key.empty()) keys.emplace_back(key);
    if (end == std::string_view::npos) return Term::list(std::move(keys));
    name.remove_prefix(end + 2);
  }
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
