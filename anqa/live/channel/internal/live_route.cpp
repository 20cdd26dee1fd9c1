#include "anqa/live/channel/internal/live_route.hpp"

#include <algorithm>

#include "anqa/live/mount_hook.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/path_info.hpp"

namespace anqa::detail {
namespace {

/// Where the path of a URL begins: after its host, or at once.
std::size_t path_start(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos || url.starts_with('/')) return 0;
  const std::size_t slash = url.find('/', scheme + 3);
  return slash == std::string_view::npos ? url.size() : slash;
}

std::string_view host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos || url.starts_with('/')) return {};
  return url.substr(scheme + 3, path_start(url) - scheme - 3);
}

}  // namespace

std::optional<LiveTarget> find_live_target(const Router& router, std::string_view url) {
  std::string path(url.substr(path_start(url)));
  path = path.substr(0, path.find('#'));
  if (path.empty()) path = "/";
  auto routed = find_route(router, http::Method::get, path, host_of(url));
  if (!routed || routed->route == nullptr || routed->route->live_view == nullptr) return std::nullopt;
  const std::size_t mark = path.find('?');
  auto query = Params::decode(mark == std::string::npos ? std::string_view()
                                                        : std::string_view(path).substr(mark + 1));
  if (!query) return std::nullopt;
  LiveTarget target;
  target.view = &static_cast<const ViewType&>(routed->route->live_view());
  target.route = routed->route;
  target.params = query->merged(routed->params);
  target.path = std::move(path);
  return target;
}

std::string pattern_of(const Route& route) {
  std::string path;
  for (std::size_t i = 0; route.hosts != nullptr && i < route.hosts->size; ++i) {
    path.append(route.hosts->names[i]).append(" ");
  }
  for (std::size_t i = 0; i < route.pattern.part_count; ++i) path += route.pattern.parts[i];
  return path;
}

const Route* find_live_route(const Router& router, std::string_view pattern) {
  for (const Route& route : router.routes()) {
    if (route.live_view != nullptr && pattern_of(route) == pattern) return &route;
  }
  return nullptr;
}

bool same_pipelines(const Route& a, const Route& b) {
  const LiveSessionDatum* one = live_session_of(a);
  const LiveSessionDatum* other = live_session_of(b);
  if ((one == nullptr) != (other == nullptr) || (one != nullptr && one->value != other->value)) return false;
  return std::equal(
      a.pipelines, a.pipelines + a.pipeline_count, b.pipelines, b.pipelines + b.pipeline_count,
      [](const PipelineRef& left, const PipelineRef& right) { return left.pipeline == right.pipeline; });
}

std::string why_apart(const Route& from, const Route& to) {
  const auto session_of = [](const Route& route) {
    const LiveSessionDatum* datum = live_session_of(route);
    return datum == nullptr ? "no live_session" : "live_session \"" + std::string(datum->value) + '"';
  };
  std::string why = "live view: " + pattern_of(to) + " is loaded as a new page: ";
  if (session_of(from) == session_of(to))
    return why + "other plugs stand before it than before " + pattern_of(from);
  return why + "it is in " + session_of(to) + ", " + pattern_of(from) + " in " + session_of(from);
}

const ViewType* find_view(const Router& router, std::string_view name) {
  for (const Route& route : router.routes()) {
    if (route.live_view != nullptr && route.live_view().name == name) {
      return &static_cast<const ViewType&>(route.live_view());
    }
  }
  return nullptr;
}

std::string url_of_path(std::string_view url, std::string_view path) {
  return std::string(url.substr(0, path_start(url))) + std::string(path);
}

}  // namespace anqa::detail
