#pragma once

#include <array>
#include <concepts>
#include <initializer_list>
#include <string_view>

#include "anqa/base/fixed_string.hpp"
#include "anqa/base/type_name.hpp"
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

template <FixedString Name>
struct ResourceParam {};
template <FixedString Name>
struct ResourceName {};
struct Singleton {};

/// "shop::LineItemController" is "line_item" in the paths of what is nested in it.
template <class Controller>
consteval auto resource_name() {
  std::string_view type = type_name<Controller>();
  if (const auto colon = type.rfind(':'); colon != std::string_view::npos) type.remove_prefix(colon + 1);
  if (type.size() > 10 && type.ends_with("Controller")) type.remove_suffix(10);
  struct Name {
    std::array<char, 64> text{};
    std::size_t size = 0;
  } name;
  for (const char c : type) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && name.size > 0) name.text[name.size++] = '_';
    name.text[name.size++] = upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

/// The paths of a resource below its own. Text that lives as long as the program, as patterns are views.
template <FixedString Param>
struct ResourcePaths {
  static constexpr auto item_text = fixed_concat(FixedString("/:"), Param);
  static constexpr auto edit_text = fixed_concat(FixedString("/:"), Param, FixedString("/edit"));
  static constexpr std::string_view item = item_text.view();
  static constexpr std::string_view edit = edit_text.view();
};
/// "/:post_id", below which nested resources are.
template <FixedString Name, FixedString Param>
struct NestedPath {
  static constexpr auto text = fixed_concat(FixedString("/:"), Name, FixedString("_"), Param);
};
template <class Controller>
struct NameOfResource {
  static constexpr auto name = resource_name<Controller>();
  static constexpr auto fixed = [] {
    FixedString<name.size> text;
    for (std::size_t i = 0; i < name.size; ++i) text.data[i] = name.text[i];
    return text;
  }();
};

/// What resources() was told beside its path.
template <FixedString Name, FixedString Param, bool One>
struct ResourceOptions {
  static constexpr bool singleton = One;
  using Paths = ResourcePaths<Param>;
  using Nested = NestedPath<Name, Param>;
};

// Takes the arguments off one by one.
template <FixedString Name, FixedString Param, bool One, class... Arguments>
struct ReadResourceOptions {
  using Type = ResourceOptions<Name, Param, One>;
};
template <FixedString Name, FixedString Param, bool One, class First, class... Rest>
struct ReadResourceOptions<Name, Param, One, First, Rest...>
    : ReadResourceOptions<Name, Param, One, Rest...> {};
template <FixedString Name, FixedString Param, bool One, FixedString New, class... Rest>
struct ReadResourceOptions<Name, Param, One, ResourceParam<New>, Rest...>
    : ReadResourceOptions<Name, New, One, Rest...> {};
template <FixedString Name, FixedString Param, bool One, FixedString New, class... Rest>
struct ReadResourceOptions<Name, Param, One, ResourceName<New>, Rest...>
    : ReadResourceOptions<New, Param, One, Rest...> {};
template <FixedString Name, FixedString Param, bool One, class... Rest>
struct ReadResourceOptions<Name, Param, One, Singleton, Rest...>
    : ReadResourceOptions<Name, Param, true, Rest...> {};

template <class T>
inline constexpr std::size_t nested_capacity = 0;
template <>
inline constexpr std::size_t nested_capacity<Route> = 1;
template <std::size_t N>
inline constexpr std::size_t nested_capacity<RouteList<N>> = N;

template <class T>
inline constexpr bool is_resource_option = std::same_as<T, ActionFilter> || std::same_as<T, Singleton>;
template <FixedString Name>
inline constexpr bool is_resource_option<ResourceParam<Name>> = true;
template <FixedString Name>
inline constexpr bool is_resource_option<ResourceName<Name>> = true;

/// Builds the routes of one resource.
template <std::size_t N>
struct ResourceBuilder {
  RouteList<N> routes;
  Pattern base;
  ActionFilter filter;
  std::string_view controller;

  constexpr void add(std::string_view name, http::Method method, std::string_view below, Action action) {
    if (!filter.admits(name)) return;
    Route& route = routes.list[routes.size++];
    route.methods = method;
    route.pattern = base;
    append(route.pattern, below);
    route.action = action;
    route.name = name;
    route.controller = controller;
  }
  constexpr void option(const ActionFilter& wanted) { filter = wanted; }
  template <class T>
  constexpr void option(const T&) {}

  constexpr void nest(const Route& route, std::string_view below) {
    Route& nested = routes.list[routes.size++];
    nested = route;
    Pattern pattern = base;
    append(pattern, below);
    for (std::size_t i = 0; i < route.pattern.part_count; ++i) {
      if (pattern.part_count == max_pattern_parts) scopes_are_nested_too_deeply();
      pattern.parts[pattern.part_count++] = route.pattern.parts[i];
    }
    pattern.segment_count = static_cast<std::uint8_t>(pattern.segment_count + route.pattern.segment_count);
    if (pattern.segment_count > max_segments) scopes_are_nested_too_deeply();
    pattern.has_glob = route.pattern.has_glob;
    pattern.has_open_end = route.pattern.has_open_end;
    nested.pattern = pattern;
  }
  template <std::size_t M>
  constexpr void nest(const RouteList<M>& list, std::string_view below) {
    for (std::size_t i = 0; i < list.size; ++i) nest(list.list[i], below);
  }
  template <class T>
  constexpr void nest(const T&, std::string_view) {}

 private:
  static constexpr void append(Pattern& pattern, std::string_view path) {
    if (path.empty()) return;
    if (pattern.part_count == max_pattern_parts) scopes_are_nested_too_deeply();
    pattern.parts[pattern.part_count++] = path;
    std::string_view segment;
    for (PathCursor cursor(path); cursor.next(segment);) ++pattern.segment_count;
    if (pattern.segment_count > max_segments) scopes_are_nested_too_deeply();
  }
};

}  // namespace detail

/// `resources<OrderController>("/orders", only({"index", "show"}))`: of a resource's routes only these.
consteval detail::ActionFilter only(std::initializer_list<const char*> names) {
  return detail::action_filter(names, true);
}
/// All of a resource's routes but these.
consteval detail::ActionFilter except(std::initializer_list<const char*> names) {
  return detail::action_filter(names, false);
}
/// There is one of it for each visitor, such as a profile: no index, and no `:id` in its paths.
inline constexpr detail::Singleton singleton{};
/// `param<"slug">`: `:slug` in the place of `:id`.
template <FixedString Name>
inline constexpr detail::ResourceParam<Name> param{};
/// `name<"post">`: what is nested in it finds its parameter as `:post_id`; without it the name is the
/// controller's, "PostController".
template <FixedString Name>
inline constexpr detail::ResourceName<Name> name{};

/// The routes of one resource. Controller has static functions; each of these that it declares gets its
/// route:
///
///     index   GET    /orders            edit    GET        /orders/:id/edit
///     new_    GET    /orders/new        update  PATCH, PUT /orders/:id
///     create  POST   /orders            delete_ DELETE     /orders/:id
///     show    GET    /orders/:id
///
/// After the path come options, in any order (only, except, singleton, param, name), and routes that are
/// nested in it: `resources<PostController>("/posts", resources<CommentController>("/comments"))` has
/// "/posts/:post_id/comments".
template <class Controller, class... Arguments>
consteval auto resources(const char (&path)[], const Arguments&... arguments) {
  static_assert(
      ((detail::is_resource_option<Arguments> || detail::nested_capacity<Arguments> > 0) && ...),
      "resources() takes only, except, singleton, param<…>, name<…>, and routes that are nested in it");
  using Options = typename detail::ReadResourceOptions<detail::NameOfResource<Controller>::fixed, "id", false,
                                                       Arguments...>::Type;
  detail::ResourceBuilder<8 + (detail::nested_capacity<Arguments> + ... + 0)> builder;
  detail::append_path(builder.base, path);
  if (builder.base.has_glob) detail::a_scope_must_not_end_in_a_glob(path);
  builder.controller = type_name<Controller>();
  (builder.option(arguments), ...);

  constexpr std::string_view item = Options::singleton ? std::string_view() : Options::Paths::item;
  constexpr std::string_view edit = Options::singleton ? std::string_view("/edit") : Options::Paths::edit;
  using enum http::Method;
  if constexpr (!Options::singleton && requires { &Controller::index; }) {
    builder.add("index", get, {}, &Controller::index);
  }
  if constexpr (requires { &Controller::edit; }) builder.add("edit", get, edit, &Controller::edit);
  if constexpr (requires { &Controller::new_; }) builder.add("new_", get, "/new", &Controller::new_);
  if constexpr (requires { &Controller::show; }) builder.add("show", get, item, &Controller::show);
  if constexpr (requires { &Controller::create; }) builder.add("create", post, {}, &Controller::create);
  if constexpr (requires { &Controller::update; }) {
    builder.add("update", patch, item, &Controller::update);
    builder.add("update", put, item, &Controller::update);
  }
  if constexpr (requires { &Controller::delete_; })
    builder.add("delete_", delete_, item, &Controller::delete_);

  constexpr std::string_view below = Options::singleton ? std::string_view() : Options::Nested::text.view();
  (builder.nest(arguments, below), ...);
  return builder.routes;
}

}  // namespace anqa
