#include "anqa/live/channel/layout.hpp"

#include "anqa/base/encoding.hpp"

namespace anqa {
namespace {

std::string plain_document(const detail::PageParts& parts) {
  std::string out = R"(<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="csrf-token" content=")";
  html_escape(out, parts.csrf_token);
  out += R"("><title>)";
  html_escape(out, parts.page_title);
  out += "</title></head><body>";
  out += parts.inner_content;
  out += "</body></html>";
  return out;
}

}  // namespace

std::string in_root_layout(Conn& conn, std::string_view page_title, std::string inner_content) {
  const detail::PageParts parts{.csrf_token = conn.csrf_token(),
                                .page_title = std::string(page_title),
                                .inner_content = std::move(inner_content)};
  const auto* layout = conn.get_private<detail::RootLayout>(detail::root_layout_key);
  return layout != nullptr ? (*layout)(parts) : plain_document(parts);
}

}  // namespace anqa
