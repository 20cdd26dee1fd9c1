// What a live view asks of its process.
#include <stdexcept>

#include "anqa/base/encoding.hpp"
#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/live/channel/internal/nested_element.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa::detail {

const Params& LiveChannel::connect_params() const {
  static const Params none;
  return connect_params_ != nullptr ? *connect_params_ : none;
}

bool LiveChannel::static_changed() const {
  const StaticManifest& files = info().endpoint->static_manifest;
  for (const Term& url : connect_params()["_track_static"].term().items()) {
    std::string_view path = url.as_binary().value_or("");
    if (const std::size_t scheme = path.find("://"); scheme != std::string_view::npos) {
      const std::size_t slash = path.find('/', scheme + 3);
      path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
    }
    if (!files.is_current(path)) return true;
  }
  return false;
}

Task<void> LiveChannel::html(std::string*, const ViewType*, LiveRender) {
  throw std::logic_error("a page that is connected is not rendered as HTML");
}

/// A sticky view is nobody's child: it goes on when this one ends.
std::string LiveChannel::element(const ViewType& type, const LiveRender& how) {
  const std::string parent_id = link().topic().substr(std::string_view("lv:").size());
  const std::string session =
      tokens().sign(SessionToken{.id = how.id,
                                 .view = std::string(type.name),
                                 .route = route_ != nullptr ? pattern_of(*route_) : "",
                                 .parent = how.sticky ? Pid{} : self(),
                                 .nested = true,
                                 .sticky = how.sticky,
                                 .session = how.session});
  return nested_element(type, how, session, {}, parent_id, {});
}

std::string attributes_of(const LiveContainer& container) {
  std::string out;
  for (const auto& [name, value] : container.attributes) {
    if (name.empty()) continue;
    out.append(" ").append(name).append("=\"");
    html_escape(out, value);
    out += '"';
  }
  return out;
}

std::string nested_element(const ViewType& type, const LiveRender& how, std::string_view session,
                           std::string_view static_token, std::string_view parent_id, std::string_view html) {
  const std::string_view tag = how.container.empty() ? type.container.tag : std::string_view(how.container);
  std::string out("<");
  out.append(tag).append(" id=\"");
  html_escape(out, how.id);
  out.append("\" data-phx-session=\"").append(session);
  out.append("\" data-phx-static=\"").append(static_token).append("\"");
  if (how.sticky) {
    out += " data-phx-sticky";
  } else {
    out += " data-phx-parent-id=\"";
    html_escape(out, parent_id);
    out += '"';
  }
  out += attributes_of(type.container);
  return out.append(">").append(html).append("</").append(tag).append(">");
}

}  // namespace anqa::detail
