#pragma once

#include <string>
#include <string_view>

#include "anqa/live/channel/internal/tokens.hpp"
#include "anqa/live/live_socket.hpp"

namespace anqa::detail {

/// What the client is told of a navigation: `{"kind": "push", "to": "/x"}` for a patch and, with the flash
/// token where there is something to show, for a navigate; `{"status": 302, "to": "/x"}` for a redirect.
std::string navigation_json(const Navigation& navigation, const Leaving& leaving, const LiveTokens& tokens);

/// Where a change of the session waits for a page, one is loaded. Throws std::logic_error for one of another
/// site, which could not change it.
Navigation with_changes(Navigation navigation, const SessionChanges* changes);

/// "live_patch", "live_redirect" or "redirect".
std::string_view navigation_event(const Navigation& navigation);

/// `{"e":[["name",{…}],…]}`
std::string events_json(const std::vector<PushedEvent>& events);

}  // namespace anqa::detail
