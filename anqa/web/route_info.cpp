#include "anqa/web/route_info.hpp"

#include <cxxabi.h>
#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "anqa/web/guard.hpp"
#include "anqa/web/live_route.hpp"
#include "anqa/web/path_info.hpp"
#include "anqa/web/router.hpp"

namespace anqa {
namespace {

/// "shop::pages::home(anqa::Conn)" is "shop::pages::home".
std::string function_name(const void* function) {
  Dl_info info{};
  if (function == nullptr || dladdr(function, &info) == 0 || info.dli_sname == nullptr) return {};
  // dladdr gives the nearest symbol before it, which may be another function's.
  if (info.dli_saddr != function) return {};
  int status = 0;
  char* demangled = abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, &status);
  std::string name = status == 0 ? demangled : info.dli_sname;
  std::free(demangled);
  return name.substr(0, name.find('('));
}

std::string named(const void* function, std::string_view otherwise) {
  std::string name = function_name(function);
  return name.empty() ? std::string(otherwise) : name;
}

std::string served_by(const Route& route) {
  std::string out;
  switch (route.kind) {
    case Route::Kind::elsewhere:
      return "(served elsewhere)";
    case Route::Kind::live_view:
      out = route.live_view().name;
      break;
    case Route::Kind::forward:
      return "forward " + named(route.action.address(), "(a plug)");
    case Route::Kind::action:
      out = route.controller.empty() ? named(route.action.address(), "(a function)")
                                     : std::string(route.controller);
      break;
  }
  if (!route.name.empty()) out.append(" :").append(route.name);
  return out;
}

std::string methods_text(const Methods& methods) {
  if (methods.is_any()) return "*";
  std::string out;
  for (unsigned i = 0; i < Methods::count; ++i) {
    const auto method = static_cast<http::Method>(i);
    if (!methods.has(method)) continue;
    if (!out.empty()) out += '|';
    out += http::to_string(method);
  }
  return out;
}

std::string path_text(const detail::Pattern& pattern) {
  std::string out;
  detail::Segment segment;
  for (detail::PatternCursor cursor(pattern); cursor.next(segment);) {
    out.append("/").append(segment.prefix);
    if (segment.kind == detail::SegmentKind::param) out += ':';
    if (segment.kind == detail::SegmentKind::glob) out += '*';
    out += segment.text;
  }
  return out.empty() ? "/" : out;
}

void append_guards(std::string& out, const RouteInfo& info) {
  if (info.route->kind == Route::Kind::elsewhere) {
    out += '-';
    return;
  }
  if (info.guards.empty()) out += "anyone";
  for (std::size_t i = 0; i < info.guards.size(); ++i) {
    if (i > 0) out += " and ";
    out += info.guards[i];
  }
}

bool shown(const Route& route, const RouteFilter& filter, const RouteInfo* leads_to) {
  if (filter.method && !route.methods.has(*filter.method)) return false;
  return filter.path.empty() || (leads_to != nullptr && leads_to->route == &route);
}

/// One that the route is for.
std::string a_host_of(const Route& route) {
  if (route.hosts == nullptr) return {};
  std::string host(route.hosts->names[0]);
  if (host.ends_with('.')) host += "any";
  return host;
}

std::optional<http::Method> method_named(std::string_view name) {
  for (unsigned i = 0; i < Methods::count; ++i) {
    const auto method = static_cast<http::Method>(i);
    if (http::to_string(method) == name) return method;
  }
  return std::nullopt;
}

}  // namespace

std::string_view RouteInfo::metadata_at(std::string_view key) const {
  const auto found = std::ranges::find(metadata, key, &std::pair<std::string, std::string>::first);
  return found == metadata.end() ? std::string_view() : found->second;
}

RouteInfo route_info(const Route& route) {
  RouteInfo info;
  info.route = &route;
  info.methods = methods_text(route.methods);
  info.path = path_text(route.pattern);
  info.serves = served_by(route);
  for (std::size_t i = 0; route.hosts != nullptr && i < route.hosts->size; ++i) {
    info.hosts.emplace_back(route.hosts->names[i]);
  }
  for (std::size_t i = 0; i < route.pipeline_count; ++i) {
    const detail::PipelineRef& ref = route.pipelines[i];
    for (std::size_t j = 0; j < ref.ops->size; ++j) {
      const detail::PlugName plug = ref.ops->plug(ref.pipeline, j);
      if (plug.guard != nullptr) {
        info.guards.emplace_back(plug.guard->name());
        info.plugs.push_back("guard " + info.guards.back());
      } else {
        info.plugs.push_back(named(plug.function, plug.type.empty() ? "(a plug)" : plug.type));
      }
    }
  }
  for (std::size_t i = 0; i < route.data_count; ++i) {
    if (route.data[i]->kind == RouteDatum::Kind::metadata) {
      info.metadata.emplace_back(route.data[i]->key, route.data[i]->value);
    }
  }
  return info;
}

std::optional<RouteMatchInfo> route_info(const Router& router, http::Method method, std::string_view path,
                                         std::string_view host) {
  auto found = find_route(router, method, path, host);
  if (!found) return std::nullopt;
  return RouteMatchInfo{route_info(*found->route), std::move(found->params)};
}

std::string format_routes(std::span<const Route> routes, const RouteFilter& filter) {
  const Router router(routes);
  std::vector<RouteInfo> lines;
  for (const Route& route : routes) {
    std::optional<RouteMatchInfo> leads_to;
    for (unsigned i = 0; !filter.path.empty() && i < Methods::count; ++i) {
      const auto method = static_cast<http::Method>(i);
      const bool wanted = filter.method ? *filter.method == method : route.methods.has(method);
      if (!wanted || (leads_to && leads_to->route == &route)) continue;
      leads_to = route_info(router, method, filter.path, a_host_of(route));
    }
    if (shown(route, filter, leads_to ? &*leads_to : nullptr)) lines.push_back(route_info(route));
  }
  std::size_t methods = 0;
  std::size_t path = 0;
  std::size_t serves = 0;
  for (RouteInfo& line : lines) {
    for (std::size_t i = line.hosts.size(); i > 0; --i)
      line.path.insert(0, line.hosts[i - 1] + (i < line.hosts.size() ? "," : ""));
    methods = std::max(methods, line.methods.size());
    path = std::max(path, line.path.size());
    serves = std::max(serves, line.serves.size());
  }
  std::string out;
  for (const RouteInfo& line : lines) {
    out += line.methods + std::string(methods + 2 - line.methods.size(), ' ');
    out += line.path + std::string(path + 2 - line.path.size(), ' ');
    out += line.serves + std::string(serves + 2 - line.serves.size(), ' ');
    append_guards(out, line);
    out += '\n';
  }
  return out;
}

bool print_routes(int argc, const char* const* argv, std::span<const Route> routes) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) != "--routes") continue;
    RouteFilter filter;
    for (++i; i < argc; ++i) {
      if (argv[i][0] == '/') {
        filter.path = argv[i];
      } else if (const auto method = method_named(argv[i])) {
        filter.method = method;
      } else {
        std::fprintf(stderr,
                     "--routes takes a method such as GET, and a path such as /products/1; not \"%s\"\n",
                     argv[i]);
        return true;
      }
    }
    std::fputs(format_routes(routes, filter).c_str(), stdout);
    return true;
  }
  return false;
}

}  // namespace anqa
