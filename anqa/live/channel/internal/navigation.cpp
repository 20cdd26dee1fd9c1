#include "anqa/live/channel/internal/navigation.hpp"

#include <stdexcept>

#include "anqa/term/json.hpp"

namespace anqa::detail {

std::string navigation_json(const Navigation& navigation, const Leaving& leaving, const LiveTokens& tokens) {
  using Kind = Navigation::Kind;
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  if (navigation.kind == Kind::patch || navigation.kind == Kind::navigate) {
    writer.key("kind").value(navigation.replace ? "replace" : "push");
  } else {
    writer.key("status").value(navigation.status);
  }
  writer.key("to").value(navigation.to);
  if (navigation.kind != Kind::patch && !leaving.empty()) writer.key("flash").value(tokens.sign(leaving));
  writer.end_object();
  return out;
}

Navigation with_changes(Navigation navigation, const SessionChanges* changes) {
  if (changes == nullptr || changes->empty()) return navigation;
  if (navigation.kind == Navigation::Kind::external) {
    throw std::logic_error("redirect_external to \"" + navigation.to +
                           "\" after put_session: another site's page cannot change this site's session; "
                           "redirect to a page of this site");
  }
  if (navigation.kind == Navigation::Kind::navigate) navigation.kind = Navigation::Kind::redirect;
  return navigation;
}

std::string_view navigation_event(const Navigation& navigation) {
  switch (navigation.kind) {
    case Navigation::Kind::patch:
      return "live_patch";
    case Navigation::Kind::navigate:
      return "live_redirect";
    case Navigation::Kind::redirect:
    case Navigation::Kind::external:
      return "redirect";
  }
  return "redirect";
}

std::string events_json(const std::vector<PushedEvent>& events) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("e").begin_array();
  for (const PushedEvent& event : events) {
    writer.begin_array().value(event.name).value(event.payload);
    if (event.before_patch) writer.raw("true");
    writer.end_array();
  }
  writer.end_array().end_object();
  return out;
}

}  // namespace anqa::detail
