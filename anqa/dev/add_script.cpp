#include "anqa/dev/add_script.hpp"

#include <string_view>

namespace anqa::dev {

void add_script(http::Response& response, const std::string& script) {
  if (!response.headers.get_or("content-type", "").starts_with("text/html")) return;
  if (response.headers.has("content-encoding")) return;
  const std::string_view page = response.text();
  const auto end = page.rfind("</body>");
  if (end == std::string_view::npos) return;
  std::string with;
  with.reserve(page.size() + script.size());
  with.append(page.substr(0, end)).append(script).append(page.substr(end));
  response.body = std::move(with);
}

}  // namespace anqa::dev
