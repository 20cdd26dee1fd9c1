#include "anqa/web/formats.hpp"

#include <utility>

#include "anqa/web/http_error.hpp"

namespace anqa {
namespace {

constexpr std::string_view format_key = "phoenix_format";
constexpr std::string_view layout_key = "anqa.layout";

}  // namespace

std::string_view get_format(const Conn& conn) {
  const auto* format = conn.get_private<std::string>(format_key);
  return format != nullptr ? *format : std::string_view();
}

Conn&& put_format(Conn& conn, std::string_view format) {
  return conn.put_private(format_key, std::string(format));
}

Conn&& put_layout(Conn& conn, Layout layout) { return conn.put_private(layout_key, layout); }

Conn&& put_new_layout(Conn& conn, Layout layout) {
  if (conn.get_private<Layout>(layout_key) == nullptr) conn.put_private(layout_key, layout);
  return std::move(conn);
}

Layout layout(const Conn& conn) {
  const auto* found = conn.get_private<Layout>(layout_key);
  return found != nullptr ? *found : nullptr;
}

namespace detail {

Conn render_html(Conn conn, std::string inner_content, std::string_view page_title) {
  if (const Layout around = layout(conn)) inner_content = around(conn, std::move(inner_content));
  if (const auto* root = conn.get_private<RootWrapper>(root_wrapper_key)) {
    inner_content = (*root)(conn, page_title, std::move(inner_content));
  }
  return conn.html(std::move(inner_content));
}

void refuse_format(std::string_view format, std::string_view offered) {
  throw HttpError(
      406, "this is not given as " + std::string(format.substr(0, 40)) + ", only as" + std::string(offered));
}

}  // namespace detail
}  // namespace anqa
