#pragma once

#include <initializer_list>
#include <string_view>

#include "anqa/web/route.hpp"

namespace anqa {

namespace detail {

/// Which of a resource's actions are wanted.
struct ActionFilter {
  std::string_view names[8]{};
  std::size_t size = 0;
  bool wanted = false;

  constexpr bool admits(std::string_view name) const {
    for (std::size_t i = 0; i < size; ++i) {
      if (names[i] == name) return wanted;
    }
    return !wanted;
  }
};

constexpr void this_is_no_action_of_a_resource(const char (&)[]) { this_does_not_compile(); }

constexpr ActionFilter action_filter(std::initializer_list<const char*> names, bool wanted) {
  constexpr std::string_view known[] = {"index", "edit", "new_", "show", "create", "update", "delete_"};
  ActionFilter filter{.wanted = wanted};
  for (std::string_view name : names) {
    bool found = false;
    for (std::string_view one : known) found = found || one == name;
    if (!found) this_is_no_action_of_a_resource("index, edit, new_, show, create, update, delete_");
    filter.names[filter.size++] = name;
  }
  return filter;
}

template <std::size_t N>
consteval void add_action(RouteList<N>& routes, const ActionFilter& filter, std::string_view name,
                          http::Method method, const char (&path)[], const char (&suffix)[], Action action) {
  if (!filter.admits(name)) return;
  Route route = match(method, path, action);
  if (std::string_view(suffix) != "/") append_path(route.pattern, suffix);
  route.name = name;
  routes.add(route);
}

}  // namespace detail

/// `resources<OrderController>("/orders", only({"index", "show"}))`: of a resource's routes only these.
consteval detail::ActionFilter only(std::initializer_list<const char*> names) {
  return detail::action_filter(names, true);
}
/// All of a resource's routes but these.
consteval detail::ActionFilter except(std::initializer_list<const char*> names) {
  return detail::action_filter(names, false);
}

/// The routes of one resource. Controller has static functions; each of these that it declares gets its
/// route:
///
///     index   GET    /orders            edit    GET        /orders/:id/edit
///     new_    GET    /orders/new        update  PATCH, PUT /orders/:id
///     create  POST   /orders            delete_ DELETE     /orders/:id
///     show    GET    /orders/:id
template <class Controller>
consteval RouteList<8> resources(const char (&path)[], detail::ActionFilter filter = {}) {
  RouteList<8> routes;
  using enum http::Method;
  if constexpr (requires { &Controller::index; }) {
    detail::add_action(routes, filter, "index", get, path, "/", &Controller::index);
  }
  if constexpr (requires { &Controller::edit; }) {
    detail::add_action(routes, filter, "edit", get, path, "/:id/edit", &Controller::edit);
  }
  if constexpr (requires { &Controller::new_; }) {
    detail::add_action(routes, filter, "new_", get, path, "/new", &Controller::new_);
  }
  if constexpr (requires { &Controller::show; }) {
    detail::add_action(routes, filter, "show", get, path, "/:id", &Controller::show);
  }
  if constexpr (requires { &Controller::create; }) {
    detail::add_action(routes, filter, "create", post, path, "/", &Controller::create);
  }
  if constexpr (requires { &Controller::update; }) {
    detail::add_action(routes, filter, "update", patch, path, "/:id", &Controller::update);
    detail::add_action(routes, filter, "update", put, path, "/:id", &Controller::update);
  }
  if constexpr (requires { &Controller::delete_; }) {
    detail::add_action(routes, filter, "delete_", delete_, path, "/:id", &Controller::delete_);
  }
  return routes;
}

}  // namespace anqa
