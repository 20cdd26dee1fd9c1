#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/web/conn.hpp"

/// Answers in the format that the client asked for. What is shown is a struct with a function for each format
/// that it has, named as the format:
///
///     struct ProductView {
///       Product product;
///       std::string html() const;
///       Term json() const;
///     };
///
///     Conn show(Conn conn, Params params) { return render(std::move(conn), ProductView{…}); }
///
/// behind `Accepts{{"html", "json"}}`, which finds the format. A component of a template (anqa/live) is
/// rendered by the same name.

namespace anqa {

/// The format that put_format or the Accepts plug chose; empty before that.
std::string_view get_format(const Conn& conn);
Conn&& put_format(Conn& conn, std::string_view format);

/// What goes around the HTML of a page: gets what is inside, gives the whole.
using Layout = std::string (*)(Conn& conn, std::string inner_content);

/// A layout inside of the root layout, `put_layout(conn, &shop::app_layout)`; null for none.
Conn&& put_layout(Conn& conn, Layout layout);
/// Only where none was put.
Conn&& put_new_layout(Conn& conn, Layout layout);
Layout layout(const Conn& conn);

namespace detail {

template <class View>
concept HasHtml = requires(const View& view) {
  { view.html() } -> std::convertible_to<std::string>;
};
template <class View>
concept HasJson = requires(const View& view) {
  { view.json() } -> std::convertible_to<Term>;
};
template <class View>
concept HasText = requires(const View& view) {
  { view.text() } -> std::convertible_to<std::string>;
};
template <class View>
concept HasXml = requires(const View& view) {
  { view.xml() } -> std::convertible_to<std::string>;
};

/// The document that a room above makes around a page; see put_root_layout.
using RootWrapper = std::string (*)(Conn& conn, std::string_view page_title, std::string inner_content);
inline constexpr std::string_view root_wrapper_key = "anqa.root_wrapper";

Conn render_html(Conn conn, std::string inner_content, std::string_view page_title);
[[noreturn]] void refuse_format(std::string_view format, std::string_view offered);

}  // namespace detail

/// Whether a type is shown by functions named as formats.
template <class View>
concept FormatView =
    detail::HasHtml<View> || detail::HasJson<View> || detail::HasText<View> || detail::HasXml<View>;

/// Shows `view` in the format that get_format gives, or where none was chosen, in its first of html, json,
/// text and xml, with the status that was put. Throws HttpError 406 for a format that it does not have.
template <FormatView View>
Conn render(Conn conn, const View& view, std::string_view page_title = {}) {
  const std::string format(get_format(conn));
  const auto is = [&](std::string_view one) { return format.empty() || format == one; };
  if constexpr (detail::HasHtml<View>) {
    if (is("html")) return detail::render_html(std::move(conn), view.html(), page_title);
  }
  if constexpr (detail::HasJson<View>) {
    if (is("json")) return conn.json(view.json());
  }
  if constexpr (detail::HasText<View>) {
    if (is("text")) return conn.text(view.text());
  }
  if constexpr (detail::HasXml<View>) {
    if (is("xml")) {
      const int status = conn.status();
      return conn.put_resp_content_type("text/xml").resp(status, view.xml());
    }
  }
  std::string offered;
  if constexpr (detail::HasHtml<View>) offered += " html";
  if constexpr (detail::HasJson<View>) offered += " json";
  if constexpr (detail::HasText<View>) offered += " text";
  if constexpr (detail::HasXml<View>) offered += " xml";
  detail::refuse_format(format, offered);
}

}  // namespace anqa
