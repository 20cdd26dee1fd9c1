#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "anqa/live/component.hpp"
#include "anqa/live/text.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/formats.hpp"

namespace anqa {

namespace detail {

/// What a root layout is made of.
struct PageParts {
  std::string csrf_token;
  std::string page_title;
  std::string inner_content;
};
using RootLayout = std::string (*)(const PageParts& parts);

template <class Layout>
std::string render_root_layout(const PageParts& parts) {
  static_assert(
      requires(Layout layout) { layout.inner_content = raw(parts.inner_content); },
      "a root layout is a struct with a field `anqa::Raw inner_content;` that its template shows");
  Layout layout{};
  layout.inner_content = raw(parts.inner_content);
  if constexpr (requires { layout.csrf_token = parts.csrf_token; }) layout.csrf_token = parts.csrf_token;
  if constexpr (requires { layout.page_title = parts.page_title; }) layout.page_title = parts.page_title;
  return render_to_string(layout);
}

inline constexpr std::string_view root_layout_key = "anqa.root_layout";

}  // namespace detail

/// The whole document: `inner_content` in the layout that was put, or in a plain one.
std::string in_root_layout(Conn& conn, std::string_view page_title, std::string inner_content);

/// A plug: the document around every page of a pipeline, `put_root_layout<RootLayout>`. The layout is a
/// component
///
///     struct RootLayout {
///       std::string csrf_token;       // for <meta name="csrf-token" content={@csrf_token}>, which live
///       views need std::string page_title; anqa::Raw inner_content;
///     };
///
/// of which the first two fields may be left out. It runs after fetch_session.
template <class Layout>
Conn put_root_layout(Conn conn) {
  conn.put_private(detail::root_wrapper_key, detail::RootWrapper{&in_root_layout});
  return conn.put_private(detail::root_layout_key, detail::RootLayout{&detail::render_root_layout<Layout>});
}

/// A page that is not live: `return render(std::move(conn), ProductPage{product}, "Tea");`
template <class Component>
  requires(!FormatView<Component>)
Conn render(Conn conn, const Component& component, std::string_view page_title = {}) {
  std::string document = in_root_layout(conn, page_title, render_to_string(component));
  return conn.html(std::move(document));
}

}  // namespace anqa
